import { relative } from 'node:path';
import { codeFrame } from '../../../shared/client/cli/code-frame.ts';
import { saysTheSame } from '../../../shared/client/cli/lines.ts';
import { isGatewayError } from '../../../shared/errors.ts';
import type { ScriptResult } from './run-once.ts';

/** Of a line of the script that is shown, in characters. */
const MAX_WIDTH = 160;

/** The report of a run, as lines of text: the log, the failing line, the warnings, the files. */
export function describeResult(name: string, script: string, result: ScriptResult): string {
  const { error, logs, warnings, files, tookMs } = result;
  const parts = [
    logs.map(({ level, line, text }) => `${level.padEnd(5)} ${line ?? '?'}: ${text}`).join('\n'),
    ...warnings
      .filter((warning) => !error || !saysTheSame(error, warning))
      .map(({ code, line, column, detail }) =>
        [`${code} ${place(name, line, column)}`, detail].join('\n  '),
      ),
    error && describeFailure(name, script, error),
    files.map(({ path, size }) => `${shown(path)}  ${size} bytes`).join('\n'),
    `${error ? 'Failed' : 'Succeeded'} after ${(tookMs / 1000).toFixed(2)} s.`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

/** Why a script failed, with the failing line in its surroundings if it is known. */
export function describeFailure(
  name: string,
  script: string,
  { detail, at }: NonNullable<ScriptResult['error']>,
): string {
  if (!at) return detail;
  const words = at.message === detail ? detail : `${detail}\n${at.message}`;
  return `${place(name, at.line, at.column)}: ${words}\n\n${codeFrame(script, at.line, at.column, MAX_WIDTH)}`;
}

function place(name: string, line?: number | null, column?: number | null): string {
  return [name, line, column].filter((part) => part !== undefined && part !== null).join(':');
}

function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

/** A request that would be refused, in the words of its problem; the message of any other error. */
export function describeRefusal(error: Error): string {
  if (!isGatewayError(error)) return error.message;
  const places = (error.details.errors ?? []).map(
    ({ pointer, detail }) => `  ${pointer || '/'} ${detail}`,
  );
  return [`${error.code}: ${error.message}`, ...places].join('\n');
}
