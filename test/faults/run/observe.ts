import type { FaultRecord, SeenEvent, World } from '../model/world.ts';
import { type Harness, MAX_IN_FLIGHT, SLOTS_OF_LOW } from '../world/harness.ts';
import { type Secret, type ShownText, search } from '../world/leaks.ts';
import { buildsIn, heldIn, type Item } from '../world/stored-rows.ts';
import type { Seed } from './seed-context.ts';

/** Collects all that is known about a schedule that has been run. */
export async function observe(seed: Seed, faults: FaultRecord[]): Promise<World> {
  const { harness, schedule, tenants } = seed;
  const items = await harness.rows.scan();
  const versions = await Promise.all(tenants.map((tenant) => harness.objects.versionsOf(tenant)));
  const { requests, commands, saves, callbacks } = seed;
  const leaks = await leaksOf(seed, items);
  seed.maxInFlight = Math.max(seed.maxInFlight, await harness.docs.takeMaxInFlight());
  return {
    schedule,
    tenants,
    requests,
    commands,
    saves,
    callbacks,
    moved: await movedFiles(seed),
    faults,
    ...buildsIn(items, tenants),
    events: eventsOf(seed),
    versions: versions.flat(),
    staged: await harness.objects.staged(),
    uploads: await harness.objects.uploads(),
    held: heldIn(items),
    docs: {
      maxInFlightSeen: seed.maxInFlight,
      limit: MAX_IN_FLIGHT + allowance(faults),
      slotsOfLow: SLOTS_OF_LOW,
    },
    stalls: [...seed.watch.stalls],
    leaks,
  };
}

/** Searches logs, histories, events and rows of the schedule's tenants for what they may not show. */
async function leaksOf(seed: Seed, items: Item[]): Promise<string[]> {
  const { harness, tenants, prefix } = seed;
  const { rows } = buildsIn(items, tenants);
  const capabilities = rows.map(({ id, capability }) => ({
    name: `the capability of ${id}`,
    text: capability,
  }));
  const { events, canary } = seed;
  async function* shown(): AsyncGenerator<ShownText> {
    yield* harness.shown.texts(seed.startedAt);
    for (const event of events.all)
      yield { where: `event ${event['detail-type']}`, text: JSON.stringify(event) };
    for (const item of items.filter(({ tenant }) => tenants.includes(`${tenant}`))) {
      const { capability: _needed, ...row } = item;
      yield { where: `row ${item.pk}`, text: JSON.stringify(row) };
    }
  }
  const hasStarted = rows.some(({ startedAt }) => startedAt !== undefined);
  const kinds = hasStarted ? ['log', 'history', 'event', 'row'] : [];
  const secrets = [...seed.secrets, ...capabilities, ...secretsOf(harness)];
  const found = await search(shown(), secrets, { canary, control: prefix, kinds });
  return [...found.leaks, ...found.troubles];
}

const secretsOf = ({ outputs }: Harness): Secret[] => [
  { name: 'the inbox secret', text: outputs.test.inboxSecret },
  { name: 'the outbox secret', text: outputs.outboxSecret },
];

async function movedFiles({ harness, moves }: Seed): Promise<World['moved']> {
  if (moves.length === 0) return [];
  const keys = await harness.forgotten();
  return moves.map((move) => ({ ...move, isInDocs: keys.includes(move.key) }));
}

/**
 * How many more builds than `maxInFlight` the schedule itself puts into Docs: it makes Docs report an end
 * while the script runs on, or moves the clock so that the gateway gives a build up that Docs still runs.
 */
function allowance(faults: FaultRecord[]): number {
  return faults
    .filter(({ action: { fault } }) => fault === 'docs-error' || fault === 'asked-long-ago')
    .reduce((sum, { hits }) => sum + hits, 0);
}

function eventsOf({ events }: Seed): SeenEvent[] {
  return events.all.map((event) => {
    const { metadata, data } = event.detail;
    return {
      type: event['detail-type'],
      eventId: metadata.id,
      tenant: metadata.tenant,
      correlationId: metadata.correlationId,
      data: data as unknown as Record<string, unknown>,
    };
  });
}
