import type { BuildRow, Violation, World } from './world.ts';

/**
 * Tenants take turns: while a build waits, each other tenant starts as many builds as the waiting
 * tenant, and this many more. The clock of rows has milliseconds, and a crashed start ends late.
 */
const SLACK = 3;

/** No build waited for more starts of another tenant than turns allow. */
export function checkTurns({ rows, tenants }: World): Violation[] {
  const started = rows.filter(({ startedAt }) => startedAt !== undefined);
  return started.flatMap((row) =>
    tenants
      .filter((tenant) => tenant !== row.tenant)
      .map((other) => ({ other, theirs: startsWithin(started, other, row) }))
      .filter(({ theirs }) => theirs > startsWithin(started, row.tenant, row) + SLACK)
      .map(({ other, theirs }) => ({
        rule: 'tenants take turns',
        detail: `${row.id} of ${row.tenant} waited while ${theirs} builds of ${other} started`,
      })),
  );
}

/** The builds of a tenant that started while a build waited. */
function startsWithin(
  started: BuildRow[],
  tenant: string,
  { createdAt, startedAt }: BuildRow,
): number {
  const isWithin = (at: string | undefined) => `${at}` > createdAt && `${at}` <= `${startedAt}`;
  return started.filter((row) => row.tenant === tenant && isWithin(row.startedAt)).length;
}
