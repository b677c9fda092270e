import type { BuildError, BuildWarning } from '../types.ts';
import { codeFrame } from './code-frame.ts';

/** Where lines go: `result` to standard output, `progress` to standard error. */
export type Output = { result(line: string): void; progress(line: string): void };

/** An error in words, with the failing line in its surroundings. */
export function errorLines(
  { code, detail, at }: Pick<BuildError, 'code' | 'detail' | 'at'>,
  script: string | undefined,
): string[] {
  const place = at ? [`line ${at.line}: ${at.message}`] : [];
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
