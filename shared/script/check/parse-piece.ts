import type { Node, Options, Parser, Program } from 'acorn';
import { ScriptParser } from '../script-parser.ts';

/**
 * A script with more nodes is not checked. Each takes some 300 bytes of memory while a piece is read; dense
 * code has one for five characters.
 */
const MAX_NODES = 250_000;

/** The parser's words for code that is nested too deeply. */
const TOO_DEEP = 'Not enough stack space';

/** How many nodes the pieces of a script may still have. */
export type NodesLeft = { count: number };

export const allNodes = (): NodesLeft => ({ count: MAX_NODES });

type ParserOfNodes = new (
  options: Options,
  input: string,
) => {
  startNode(): Node;
  startNodeAt(position: number, location: unknown): Node;
};

let nodesLeft = allNodes();

/** The parser has no limit of its own. */
const LimitedParser = ScriptParser.extend((base) => {
  const limited = class extends (base as unknown as ParserOfNodes) {
    override startNode() {
      takeNode();
      return super.startNode();
    }
    override startNodeAt(position: number, location: unknown) {
      takeNode();
      return super.startNodeAt(position, location);
    }
  };
  return limited as unknown as typeof Parser;
});

function takeNode(): void {
  if (nodesLeft.count-- <= 0) throw new RangeError('too many nodes');
}

/**
 * Parses a piece of a script.
 *
 * @param left is reduced by the nodes of the piece
 * @returns null if it is no program
 * @throws {RangeError} no node is left, or the piece is nested too deeply
 */
export function parsePiece(text: string, left: NodesLeft): Program | null {
  nodesLeft = left;
  try {
    return LimitedParser.parse(text, { ecmaVersion: 2022, sourceType: 'script' });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (error.message.includes(TOO_DEEP)) throw new RangeError(TOO_DEEP);
    return null;
  }
}
