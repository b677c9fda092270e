import { randomBytes } from 'node:crypto';
import { collectEvents } from '../../support/stack/events.ts';
import { tokenOf } from '../../support/stack/stack.ts';
import type {
  CallbackRecord,
  CommandRecord,
  MovedFile,
  RequestRecord,
  SaveRecord,
} from '../model/world.ts';
import type { Schedule, TenantNumber } from '../schedule/schedule.ts';
import type { Harness } from '../world/harness.ts';
import { canaryOf } from '../world/leaks.ts';
import { watchStalls } from '../world/stalls.ts';
import { type Client, clientOf } from './client.ts';

/** The run of one schedule: its tenants, and what its callers were told so far. */
export async function openSeed(harness: Harness, schedule: Schedule) {
  const { outputs } = harness;
  // A replay of the same seed has other tenants.
  const prefix = `f${schedule.seed}-${randomBytes(3).toString('hex')}`;
  const tenants = ['a', 'b', 'c'].map((letter) => `${prefix}-${letter}`);
  const clients = await Promise.all(
    tenants.map(async (tenant) => clientOf(outputs, tenant, await tokenOf(outputs, { tenant }))),
  );
  const aws = { endpoint: outputs.awsEndpoint, region: 'us-east-1', credentials: KEYS };
  const events = await collectEvents(aws, outputs.busName, prefix);
  const startedAt = Date.now();
  const canary = canaryOf();
  await harness.shown.plant(canary.line);
  return {
    harness,
    schedule,
    prefix,
    tenants,
    clients,
    events,
    watch: watchStalls(outputs.awsEndpoint),
    startedAt,
    /** Planted in a log, for the search for secrets. */
    canary,
    /** Messages that an earlier run left in the queues. */
    messagesBefore: await harness.queues.messagesLeft(),
    /** The texts that no log may show. */
    secrets: clients.map(({ tenant, token }) => ({ name: `the token of ${tenant}`, text: token })),
    requests: [] as RequestRecord[],
    commands: [] as CommandRecord[],
    saves: [] as SaveRecord[],
    callbacks: [] as CallbackRecord[],
    /** The forgotten files that sweeps were interrupted at. */
    moves: [] as Pick<MovedFile, 'action' | 'key'>[],
    /** Messages for the queue of builds that went to its dead-letter queue; undefined while none go there. */
    diverted: undefined as Promise<unknown>[] | undefined,
    /** What switches off the faults that wait for a request. */
    disarms: [] as (() => void)[],
    /** The most builds that were in Docs at a time so far. */
    maxInFlight: 0,
    /** What went wrong in the harness itself: the run proves nothing then. */
    troubles: [] as string[],
    clientOf: (tenant: TenantNumber) => clients[tenant] as Client,
  };
}

export type Seed = Awaited<ReturnType<typeof openSeed>>;

const KEYS = { accessKeyId: 'test', secretAccessKey: 'test' };
