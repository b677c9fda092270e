import { firstItemsWithin } from '../fit-into-size.ts';
import type { Finding } from '../script/check/finding.ts';
import type { BuildWarning } from './build.ts';

/** A build's row has 400 KB at most, and its event 256 KB. */
const MAX_WARNINGS = 100;
const MAX_BYTES = 32 * 1024;
const MAX_DETAIL = 500;

/** A finding as a caller sees it. */
export function warningOf({ code, line, column, detail }: Finding): BuildWarning {
  const shown = detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL)}…` : detail;
  return { code, line: line ?? null, column: column ?? null, detail: shown.toWellFormed() };
}

/** Docs passes these arguments to a script as `{}`. */
export function argumentWarnings(argument: unknown): BuildWarning[] {
  if (argument !== null && argument !== 0 && argument !== '' && argument !== false) return [];
  const detail = `Docs passes the argument ${JSON.stringify(argument)} to the script as {}.`;
  return [{ code: 'ARGUMENT_EMPTY', line: null, detail }];
}

/**
 * The warnings of a build whose script was checked, as many as fit into its row.
 *
 * @param stored with the request; warnings of a script among them are replaced
 */
export function withFindings(
  stored: readonly BuildWarning[],
  found: readonly BuildWarning[],
): BuildWarning[] {
  const ofRequest = stored.filter(({ code }) => code === 'ARGUMENT_EMPTY');
  const kept = found.slice(0, MAX_WARNINGS - ofRequest.length);
  return [...firstItemsWithin(kept, MAX_BYTES), ...ofRequest];
}
