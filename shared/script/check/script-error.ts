import { parseProgram } from '../parse-program.ts';
import { type Place, placeAtOffset } from '../place.ts';
import { textOf } from '../read-parts.ts';
import { surroundings } from './brackets.ts';
import type { Finding, ScriptWarning } from './finding.ts';
import type { RunPiece } from './read-pieces.ts';

/** Why a script cannot succeed. `at` is null where no line is at fault: something is missing. */
export type ScriptError = {
  code: ScriptWarning | 'NOT_JAVASCRIPT';
  at: Place | null;
  detail: string;
  message: string;
};

/** The error of the first piece that is no program, at the bracket that is not closed if that is why. */
export function firstSyntaxError([first]: RunPiece[]): (ScriptError & { at: Place }) | null {
  if (!first) return null;
  const { piece } = first;
  const text = textOf(piece);
  const program = parseProgram(text);
  if (!('message' in program)) return null;
  const isAtEnd = program.offset >= text.trimEnd().length;
  const unclosed = isAtEnd ? surroundings(text, [text.length]).found[0] : null;
  const bracket = unclosed && text.slice(unclosed.start).match(/^(\$\{|.)/)?.[0];
  const message = bracket ? `${program.message}: this ${bracket} is not closed` : program.message;
  const at = placeAtOffset(piece.lines, unclosed?.start ?? program.offset);
  const detail = 'The script is not valid JavaScript.';
  return { code: 'NOT_JAVASCRIPT', at, detail, message };
}

/**
 * The first reason why a script fails. A dropped line wins over the syntax error that it leads to.
 *
 * @param findings in the order of their lines
 * @param isCutOpen whether calls cut code in two that Docs then runs
 */
export function firstError(
  findings: Finding[],
  syntax: (ScriptError & { at: Place }) | null,
  isCutOpen: boolean,
): ScriptError | null {
  const dropped = syntax && findings.find(({ code }) => code === 'LINE_DROPPED');
  const fatal = findings.find(
    ({ code, isFatal }) => isFatal || (isCutOpen && code === 'BLOCK_CUT'),
  );
  if (dropped) return errorOf(dropped);
  if (syntax && syntax.at.line <= (fatal?.line ?? Number.POSITIVE_INFINITY)) return syntax;
  return fatal ? errorOf(fatal) : null;
}

function errorOf({ code, line, column = 1, detail }: Finding): ScriptError {
  return { code, at: line === undefined ? null : { line, column }, detail, message: detail };
}
