import type { BuildError, ScriptCheck } from '../../client/types.ts';

/** Something that is wrong with a script, or does not do what it seems to do. */
export type Finding = {
  severity: 'error' | 'warning';
  /** From 1; null if it concerns the whole script. */
  line: number | null;
  column: number | null;
  detail: string;
  code: string;
};

/** What a check found: first what makes the script fail, then the warnings in the order of the lines. */
export function findingsOf({
  error,
  warnings,
}: Pick<ScriptCheck, 'error' | 'warnings'>): Finding[] {
  const found = warnings.map(({ line, column = null, detail, code }) => ({
    severity: 'warning' as const,
    ...{ line, column, detail, code },
  }));
  if (!error) return found;
  const failure = failureOf(error);
  const isSame = ({ line, detail }: Finding) => line === failure.line && detail === failure.detail;
  return [failure, ...found.filter((finding) => !isSame(finding))];
}

/** Why a build failed, as something in its script. */
export function failureOf({ code, detail, at }: BuildError): Finding {
  return {
    severity: 'error',
    line: at?.line ?? null,
    column: at?.column ?? null,
    detail: at?.message ?? detail,
    code,
  };
}

/** Positions in a text, counted from 0. */
export type Range = { from: number; to: number };

/**
 * The part of a text that a finding marks: from its column to the end of its line, or the whole line. A line
 * that the text no longer has gives the last one.
 */
export function rangeOf(text: string, { line, column }: Pick<Finding, 'line' | 'column'>): Range {
  const lines = text.split('\n');
  const index = Math.min(Math.max((line ?? 1) - 1, 0), lines.length - 1);
  const start = lines.slice(0, index).reduce((sum, each) => sum + each.length + 1, 0);
  const length = lines[index]?.length ?? 0;
  const indent = length - (lines[index]?.trimStart().length ?? 0);
  const from = start + Math.min(column === null ? indent : column - 1, Math.max(0, length - 1));
  return { from, to: start + length };
}
