import type { SeenEvent, World } from '../model/world.ts';
import { MAX_IN_FLIGHT } from '../world/harness.ts';
import { buildsIn, heldIn } from '../world/stored-rows.ts';
import type { FaultRecord } from './apply-fault.ts';
import type { Seed } from './seed-context.ts';

/** Collects all that is known about a schedule that has been run. */
export async function observe(seed: Seed, faults: FaultRecord[]): Promise<World> {
  const { harness, schedule, tenants } = seed;
  const items = await harness.rows.scan();
  const versions = await Promise.all(tenants.map((tenant) => harness.objects.versionsOf(tenant)));
  const { requests, commands, saves, callbacks, secrets } = seed;
  const { outputs } = harness;
  const all = [
    { name: 'the inbox secret', text: outputs.test.inboxSecret },
    { name: 'the outbox secret', text: outputs.outboxSecret },
    ...secrets,
  ];
  const { leaks, lines } = await harness.shown.leaks(all, seed.startedAt);
  if (lines === 0) seed.troubles.push('there was no log to search for secrets');
  seed.maxInFlight = Math.max(seed.maxInFlight, await harness.docs.takeMaxInFlight());
  return {
    schedule,
    tenants,
    requests,
    commands,
    saves,
    callbacks,
    ...buildsIn(items, tenants),
    events: eventsOf(seed),
    versions: versions.flat(),
    staged: await harness.objects.staged(),
    uploads: await harness.objects.uploads(),
    held: heldIn(items),
    docs: { maxInFlightSeen: seed.maxInFlight, limit: MAX_IN_FLIGHT + allowance(faults) },
    leaks,
  };
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
