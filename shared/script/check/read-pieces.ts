import { type Program, parse } from 'acorn';
import { parseProgram } from '../parse-program.ts';
import { type Part, type Piece, textOf } from '../read-parts.ts';
import type { Stand } from './documents.ts';
import { endlessLoops } from './loop-rules.ts';
import type { Located } from './name-rules.ts';
import { namesInProgram, type ProgramNames } from './names-in-program.ts';
import { roundedNumbers } from './rounded-numbers.ts';

/** A piece that Docs runs, and what is open then. */
export type RunPiece = { piece: Piece; stand: Stand };
/** A piece that is a program; its syntax tree is not kept. */
export type CodePiece = RunPiece & { names: ProgramNames; findings: Located[] };

/** The parser's words for code that is nested too deeply. */
const TOO_DEEP = 'Not enough stack space';

/**
 * Parses the pieces that Docs runs.
 *
 * @returns the pieces that are programs, and those that are none
 * @throws {RangeError} a piece is nested too deeply
 */
export function readPieces(parts: readonly Part[], stands: Stand[]) {
  const read: CodePiece[] = [];
  const broken: RunPiece[] = [];
  for (const [index, piece] of parts.entries()) {
    const stand = stands[index];
    if (piece.part !== 'piece' || !piece.isRun || !stand) continue;
    const text = textOf(piece);
    const names = readNames(text);
    if (!names) broken.push({ piece, stand });
    else {
      const { loops, longNumbers, ...kept } = names;
      const findings = [...endlessLoops(loops), ...roundedNumbers(longNumbers)];
      read.push({ piece, stand, names: { ...kept, loops: [], longNumbers: [] }, findings });
    }
  }
  return { read, broken };
}

function readNames(text: string): ProgramNames | null {
  const program = tryParse(text);
  const names = program && namesInProgram(program);
  return names?.isNewer && 'message' in parseProgram(text) ? null : names;
}

function tryParse(text: string): Program | null {
  try {
    return parse(text, { ecmaVersion: 2022, sourceType: 'script' });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (error.message.includes(TOO_DEEP)) throw new RangeError(TOO_DEEP);
    return null;
  }
}
