import { codesOf } from '../schedule/fault-kinds.ts';
import { FAILING_LINES } from '../schedule/schedule.ts';
import { explainedByStall } from './stalls.ts';
import type { BuildRow, FaultRecord, RequestRecord, Violation, World } from './world.ts';

/** Every id that a request led to: of its answers and of rows with its correlation id. */
export function idsOf({ rows }: World, { ids, tenant, correlationId }: RequestRecord): string[] {
  const found = rows
    .filter((row) => row.tenant === tenant && row.correlationId === correlationId)
    .map(({ id }) => id);
  return [...new Set([...ids, ...found])];
}

/** The event ids with which a request was refused. */
const refusalsOf = ({ events }: World, { tenant, correlationId }: RequestRecord): string[] => [
  ...new Set(
    events
      .filter((event) => event.type === 'Request Refused')
      .filter((event) => event.tenant === tenant && event.correlationId === correlationId)
      .map(({ eventId }) => eventId),
  ),
];

/** Each request leads to exactly one build or to one refusal. */
export function checkRequests(world: World): Violation[] {
  return world.requests.flatMap((request) => {
    const ids = idsOf(world, request);
    const refusals = request.action.door === 'http' ? request.refusals : refusalsOf(world, request);
    const problem = problemOf(request, ids.length, new Set(refusals).size);
    if (!problem) return [];
    const { name, door } = request.action;
    const found = `${ids.length} builds (${ids}), refusals: ${refusals}`;
    return [{ rule: 'one outcome', detail: `${name} (${door}) ${problem}: ${found}` }];
  });
}

function problemOf(
  { action, isUnanswered }: RequestRecord,
  builds: number,
  refusals: number,
): string | undefined {
  if (builds > 1) return 'became several builds';
  if (builds === 1 && refusals > 0) return 'became a build and was refused';
  if (refusals > 1) return 'was refused more than once';
  if (builds + refusals === 0) return isUnanswered ? undefined : 'was lost';
  const isBad = action.work === 'breaks-a-rule';
  if (isBad && builds === 1) return 'breaks a rule and became a build';
  if (!isBad && refusals === 1) return 'breaks no rule and was refused';
  return undefined;
}

/** Each queued command has exactly one event; each command over HTTP one answer. */
export function checkCommands({ commands, events }: World): Violation[] {
  return commands.flatMap(({ action, tenant, correlationId, status }) => {
    if (action.door === 'http') return [];
    const about = events.filter(
      (event) => event.tenant === tenant && event.correlationId === correlationId,
    );
    const ids = new Set(about.map(({ eventId }) => eventId));
    if (ids.size === 1) return [];
    const types = about.map(({ type }) => type);
    const detail = `${action.name} (${action.door}) has ${ids.size} event ids: ${types} ${status ?? ''}`;
    return [{ rule: 'one outcome', detail }];
  });
}

/** A build with a correct script fails only with a code that is explained by a fault that reached the build. */
export function checkFailures(world: World): Violation[] {
  return world.requests.flatMap((request) => {
    const ids = idsOf(world, request);
    const row = world.rows.find(({ id }) => ids.includes(id));
    const violation = (detail: string) => [
      { rule: 'truthful end', detail: `${request.action.name} ${detail}` },
    ];
    if (!row?.endedAt) return [];
    const code = row.error?.code;
    if (isBad(request))
      return row.status === 'succeeded' ? violation('cannot succeed and did') : [];
    if (row.status === 'failed' && code) {
      const reaching = world.faults.filter((fault) => reaches(fault, row));
      const explained = new Set(reaching.flatMap(({ action }) => codesOf(action)));
      const faults = reaching.map(({ action: { fault, on = '' } }) => `${fault} ${on}`.trim());
      if (!explained.has(code) && !explainedByStall(world.stalls, row))
        return violation(`failed with ${code}, which no fault explains (faults: ${faults})`);
    }
    if (row.status === 'succeeded' && (row.files ?? []).length !== filesOf(request))
      return violation(`succeeded with ${(row.files ?? []).length} files`);
    return [];
  });
}

/** Whether a fault did something while a build was in work, or to the build itself. */
function reaches({ from, to, hits, runs }: FaultRecord, { run, createdAt, endedAt }: BuildRow) {
  if (hits === 0) return false;
  if (runs) return runs.includes(run);
  return Date.parse(createdAt) <= to && Date.parse(`${endedAt}`) >= from;
}

const BAD = ['saves-nothing', 'breaks-a-rule', 'from-dead-url'];
const isBad = ({ action: { work } }: RequestRecord) => BAD.includes(work) || work in FAILING_LINES;
const filesOf = ({ action: { work } }: RequestRecord) => (work === 'two-files' ? 2 : 1);
