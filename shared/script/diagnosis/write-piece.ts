import type { AnyNode } from 'acorn';
import { parseProgram } from '../parse-program.ts';
import type { Place } from '../place.ts';
import { placeFinder } from '../place.ts';
import { type Piece, textOf } from '../read-parts.ts';
import { type Declared, declare, declaredNames } from './declared-names.ts';
import { writeStatements } from './statements.ts';
import { add, type Written } from './writer.ts';

export type PieceOptions = {
  /** The name of the runtime. */
  runtime: string;
  /** The number of the piece in the report. */
  number: number;
  hasTicks: boolean;
  /** The number of a place in the report. */
  mark: (place: Place, problem?: string) => number;
  /** Names that earlier pieces of the document have declared. */
  declared: Declared;
  isTaken: (name: string) => boolean;
};

/**
 * Writes one piece of the author's script. A piece that the engine would refuse as a whole becomes one
 * statement that reports this, so that an error of an earlier piece is still the first one.
 */
export function writePiece(piece: Piece, options: PieceOptions): Written {
  const { runtime, number, hasTicks, mark } = options;
  const written: Written = { lines: [], origins: [] };
  const original = { text: textOf(piece), placeAt: placeFinder(piece.lines) };
  const program = parseProgram(original.text);
  const problem = 'message' in program ? program : redeclared(declaredNames(program), options);
  if (problem || 'message' in program) {
    const place = original.placeAt(problem?.offset ?? 0);
    add(written, `${runtime}.u(${number});${runtime}.x(${mark(place, problem?.message)},-2);`);
    return written;
  }
  const isStrict = program.body.some(
    (node) => node.type === 'ExpressionStatement' && node.directive === 'use strict',
  );
  add(written, `${isStrict ? '"use strict";' : ''}${runtime}.u(${number});`);
  const markAt = (offset: number) => mark(original.placeAt(offset));
  const callbacks = new Map<AnyNode, number>();
  writeStatements({ written, original, runtime, markAt, hasTicks, callbacks }, program);
  return written;
}

function redeclared(names: ReturnType<typeof declaredNames>, { declared, isTaken }: PieceOptions) {
  const conflict = declare(declared, names, isTaken);
  if (!conflict) return undefined;
  const message = `SyntaxError: Identifier '${conflict.name}' has already been declared`;
  return { offset: conflict.offset, message };
}
