import { inputsInCode, type NamedInput } from '../named-inputs.ts';
import { type Part, type Piece, textOf } from '../read-parts.ts';
import { type SavedFile, savedInCode } from '../saved-files.ts';
import type { PartStand } from './documents.ts';
import { endlessLoops } from './loop-rules.ts';
import type { Located } from './name-rules.ts';
import { namesInProgram, type ProgramNames } from './names-in-program.ts';
import { allNodes, type NodesLeft, parsePiece } from './parse-piece.ts';
import { roundedNumbers } from './rounded-numbers.ts';

/** A piece that Docs runs, and what is open then. */
export type RunPiece = { piece: Piece; stand: PartStand };
/** A piece that is a program; its syntax tree is not kept. */
export type CodePiece = RunPiece & {
  names: ProgramNames;
  findings: Located[];
  saves: SavedFile[];
  inputs: NamedInput[];
};

/**
 * Parses the pieces that Docs runs.
 *
 * @returns the pieces that are programs, and those that are none
 * @throws {RangeError} a piece is nested too deeply, or the script is too large
 */
export function readPieces(parts: readonly Part[], stands: PartStand[]) {
  const read: CodePiece[] = [];
  const broken: RunPiece[] = [];
  const left = allNodes();
  for (const [index, piece] of parts.entries()) {
    const stand = stands[index];
    if (piece.part !== 'piece' || !piece.isRun || !stand) continue;
    const code = readCode(piece, left);
    if (code) read.push({ piece, stand, ...code });
    else broken.push({ piece, stand });
  }
  return { read, broken };
}

function readCode(piece: Piece, left: NodesLeft): Omit<CodePiece, keyof RunPiece> | null {
  const text = textOf(piece);
  const program = parsePiece(text, left);
  if (!program) return null;
  const { loops, longNumbers, ...names } = namesInProgram(program);
  if (names.isNewer) return null;
  return {
    names: { ...names, loops: [], longNumbers: [] },
    findings: [...endlessLoops(loops), ...roundedNumbers(longNumbers)],
    saves: savedInCode(piece, text, program),
    inputs: inputsInCode(piece, text, program),
  };
}
