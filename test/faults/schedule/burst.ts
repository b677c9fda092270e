import type { BuildAction, FaultAction, Schedule, TenantNumber } from './schedule.ts';

/** The seed that stands for a burst in the output; schedules of other seeds are generated. */
export const BURST_SEED = 0;

/** A client sends some hundred messages a second. */
const MESSAGES_PER_SECOND = 200;
/** How long Docs is still away after the last message. */
const STILL_DOWN_MS = 10_000;

/** Messages of three tenants that arrive while Docs is away, and all wait when it comes back. */
export function burst(messages: number): Schedule {
  const builds = Array.from(
    { length: messages },
    (_, n): BuildAction => ({
      kind: 'build',
      name: `b${n}`,
      atMs: Math.floor((n * 1000) / MESSAGES_PER_SECOND),
      tenant: (n % 3) as TenantNumber,
      door: 'sqs',
      work: 'note',
      priority: 'normal',
      copies: 1,
      waitSeconds: 0,
      followUp: 'nothing',
      afterMs: 0,
    }),
  );
  const forMs = (messages * 1000) / MESSAGES_PER_SECOND + STILL_DOWN_MS;
  const down: FaultAction = { kind: 'fault', name: 'f0', atMs: 0, fault: 'down', forMs };
  return { seed: BURST_SEED, actions: [down, ...builds] };
}
