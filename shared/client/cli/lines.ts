import type { BuildError, BuildWarning } from '../types.ts';
import { codeFrame } from './code-frame.ts';

/** Where lines go: `result` to standard output, `progress` to standard error. */
export type Output = { result(line: string): void; progress(line: string): void };

/** An error in words, with the failing line in its surroundings. */
export function errorLines(
  { code, detail, at }: Pick<BuildError, 'code' | 'detail' | 'at'>,
  script: string | undefined,
): string[] {
  const words = at && at.message !== detail ? `: ${at.message}` : '';
  const place = at ? [`line ${at.line}${words}`] : [];
  const frame = at && script !== undefined ? [codeFrame(script, at.line, at.column)] : [];
  return [`${code}: ${detail}`, ...place, ...frame];
}

/** A warning with its line in its surroundings. */
export function warningLines(
  { code, line, column, detail }: BuildWarning,
  script: string | undefined,
  weight: 'warning' | 'error' = 'warning',
): string[] {
  const frame = line === null || script === undefined ? [] : [codeFrame(script, line, column)];
  return [`${weight} ${code}: ${detail}`, ...frame];
}

/** Whether a warning says what an error says, so that one of the two is enough. */
export function saysTheSame(
  { detail, at }: Pick<BuildError, 'detail' | 'at'>,
  warning: Pick<BuildWarning, 'line' | 'detail'>,
): boolean {
  if (warning.line !== (at?.line ?? null)) return false;
  return warning.detail === detail || warning.detail === at?.message;
}
