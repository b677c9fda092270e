import type { Priority } from '../../../shared/build/build.ts';
import type { Violation, World } from './world.ts';

/**
 * Tenants take turns: while a build waits, each other tenant starts as many builds as the waiting
 * tenant, and this many more. The clock of rows has milliseconds, and a crashed start ends late.
 */
const SLACK = 3;

type Start = {
  tenant: string;
  id: string;
  priority: Priority;
  createdAt: string;
  startedAt: string;
};

/** No build waited for more starts of another tenant than turns allow. Each priority has turns of its own. */
export function checkTurns(world: World): Violation[] {
  const lanes = Map.groupBy(startsOf(world), ({ priority }) => priority);
  return [...lanes.values()].flatMap((starts) => checkLane(starts, world.tenants));
}

function checkLane(starts: Start[], tenants: string[]): Violation[] {
  return starts.flatMap((start) =>
    tenants
      .filter((tenant) => tenant !== start.tenant)
      .map((other) => ({
        other,
        theirs: startsWithin(starts, other, start),
        own: startsWithin(starts, start.tenant, start),
      }))
      .filter(({ theirs, own }) => theirs > own + SLACK)
      .map(({ other, theirs, own }) => ({
        rule: 'tenants take turns',
        detail: `${start.id} of ${start.tenant} waited while ${theirs} builds of ${other} and ${own} of its own started`,
      })),
  );
}

/** All builds that started. Of an erased build, its event says when. */
function startsOf({ rows, tombstones, events }: World): Start[] {
  const erased = tombstones.flatMap((id) => {
    const event = events.find(({ data }) => data.id === id && data.startedAt);
    return event ? [{ ...event.data, tenant: event.tenant } as unknown as Start] : [];
  });
  return [...rows, ...erased].flatMap(
    ({ tenant, id, priority = 'normal', createdAt, startedAt }) =>
      startedAt ? [{ tenant, id, priority, createdAt, startedAt }] : [],
  );
}

/** The builds of a tenant that started while a build waited. */
function startsWithin(starts: Start[], tenant: string, { createdAt, startedAt }: Start): number {
  return starts.filter(
    (other) =>
      other.tenant === tenant && other.startedAt > createdAt && other.startedAt <= startedAt,
  ).length;
}
