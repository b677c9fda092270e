import { Script } from 'node:vm';
import type { AnyNode, Program } from 'acorn';
import { ScriptParser } from './script-parser.ts';
import { walk } from './walk.ts';

/** Why a text is no program of the engine. `offset` counts UTF-16 units from 0. */
export type SyntaxProblem = { offset: number; message: string };

/** Characters of a message at most: the engine quotes names and regular expressions whole. */
const MAX_MESSAGE = 500;
/** With these words the parser reports that its stack overflowed. */
const TOO_DEEP = 'Not enough stack space';

/**
 * Parses JavaScript as far as the engine of Docs understands it: ES2021 with class fields and private methods.
 *
 * @throws {RangeError} the text is nested too deeply
 */
export function parseProgram(text: string): Program | SyntaxProblem {
  let program: Program;
  try {
    program = ScriptParser.parse(text, { ecmaVersion: 2022, sourceType: 'script' });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { pos, message } = error as SyntaxError & { pos: number };
    if (message.startsWith(TOO_DEEP)) throw new RangeError(message);
    const words = `SyntaxError: ${wordsOfEngine(text) ?? plain(message)}`;
    return { offset: pos, message: words.slice(0, MAX_MESSAGE).toWellFormed() };
  }
  return newerSyntax(program) ?? program;
}

/** The engine's words for an error ("Unexpected token ';'") are better than the parser's. */
function wordsOfEngine(text: string): string | undefined {
  try {
    new Script(text);
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

/** The parser adds line and column of its own. */
function plain(message: string): string {
  const place = message.lastIndexOf(' (');
  return place === -1 ? message : message.slice(0, place);
}

/** What the parser accepts and the engine does not. */
function newerSyntax(program: Program): SyntaxProblem | undefined {
  let found: SyntaxProblem | undefined;
  walk(program, (node) => {
    const message = newerThanEngine(node);
    if (message && !found) found = { offset: node.start, message: `SyntaxError: ${message}` };
  });
  return found;
}

/** Why the engine does not understand a node that the parser accepts; undefined if it does. */
export function newerThanEngine(node: AnyNode): string | undefined {
  if (node.type === 'StaticBlock') return 'Docs does not know static blocks of a class';
  if (node.type === 'BinaryExpression' && node.left.type === 'PrivateIdentifier')
    return 'Docs does not know the operator in with a private name';
  if (node.type === 'Literal' && node.regex?.flags.includes('d'))
    return 'Invalid regular expression flags';
  return undefined;
}
