import { FAILING_LINES } from '../schedule/schedule.ts';
import { idsOf } from './requests.ts';
import type { BuildRow, RequestRecord, Violation, World } from './world.ts';

/** Docs is asked for a minute where a script failed; a killed function or an outage may add as much. */
const LONGEST_SEARCH_MS = 120_000;
/** A script that took Docs longer is not run again. */
const LONGEST_RUN_MS = 30_000;
const IS_SAID = 'The place is not known';

/** A build whose script failed names the right line, or says why none is known; no other build names one. */
export function checkPlaces(world: World): Violation[] {
  return world.requests.flatMap((request) => {
    const ids = idsOf(world, request);
    const row = world.rows.find(({ id }) => ids.includes(id));
    const wrong = row?.error && problemOf(world, request, row);
    return wrong ? [{ rule: 'the right place', detail: `${request.action.name} ${wrong}` }] : [];
  });
}

function problemOf(world: World, { action }: RequestRecord, row: BuildRow): string | undefined {
  const { code, at, detail = '' } = row.error ?? {};
  const line = FAILING_LINES[action.work];
  if (at) return at.line === line ? undefined : `fails at line ${line} and names line ${at.line}`;
  if (searchMs(row) > LONGEST_SEARCH_MS) return `was examined for ${searchMs(row)} ms`;
  if (line === undefined || code !== 'SCRIPT_FAILED' || detail.includes(IS_SAID)) return undefined;
  return mayEndWithoutSearch(world, row)
    ? undefined
    : `names no line, and does not say why: ${detail}`;
}

function searchMs({ diagnosis, endedAt = '' }: BuildRow): number {
  return diagnosis ? Date.parse(endedAt) - Date.parse(diagnosis.since) : 0;
}

/** No search begins after a long run in Docs, or shortly before the deadline of the build. */
function mayEndWithoutSearch({ faults }: World, row: BuildRow): boolean {
  const { startedAt = '', endedAt = '', run } = row;
  const isLate = faults.some(
    ({ action, runs }) => action.fault === 'deadline-passed' && runs?.includes(run),
  );
  return isLate || Date.parse(endedAt) - Date.parse(startedAt) > LONGEST_RUN_MS;
}
