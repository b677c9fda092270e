import { FAULT_NAMES, type FaultName, kindOf } from './fault-kinds.ts';
import { type Random, randomOf } from './random.ts';
import type {
  Action,
  BuildAction,
  CallbackAction,
  CommandAction,
  FaultAction,
  JobAction,
  Schedule,
  SessionAction,
  TenantNumber,
  Work,
} from './schedule.ts';

export type Size = {
  /** Requests and sessions. */
  jobs: number;
  faults: number;
  /** The time in which all of them start. */
  spanMs: number;
};

/** Twenty jobs keep two cores busy for about half a minute. */
export const USUAL_SIZE: Size = { jobs: 20, faults: 10, spanMs: 12_000 };

const SUCCEEDING: Work[] = ['one-file', 'two-files', 'note', 'mapped-file', 'held', 'large-file'];
const TENANTS: TenantNumber[] = [0, 1, 2];

/** Makes the schedule of a seed. Pure: the same seed and size give the same schedule. */
export function generate(seed: number, size: Size = USUAL_SIZE): Schedule {
  const random = randomOf(seed);
  const atMs = () => random.whole(0, size.spanMs);
  const jobs = Array.from({ length: size.jobs }, (_, n) => jobOf(random, n, atMs()));
  const faults = Array.from({ length: size.faults }, (_, n) => faultOf(random, n, atMs()));
  const actions: Action[] = [...withLargeFiles(jobs, faults), ...faults];
  return { seed, actions: actions.sort((a, b) => a.atMs - b.atMs) };
}

function jobOf(random: Random, n: number, atMs: number): JobAction {
  const make = random.weighted<MakeJob>([
    [14, buildOf],
    [3, commandOf],
    [1, callbackOf],
    [2, sessionOf],
  ]);
  return make(random, n, atMs);
}

type MakeJob = (random: Random, n: number, atMs: number) => JobAction;

function buildOf(random: Random, n: number, atMs: number): BuildAction {
  const door = random.weighted([
    [4, 'http'],
    [3, 'sqs'],
    [2, 's3'],
    [2, 'event'],
  ] as const);
  const work = random.weighted([
    [8, 'one-file'],
    [2, 'two-files'],
    [1, 'note'],
    [1, 'large-file'],
    [3, 'mapped-file'],
    [2, 'held'],
    [2, 'throws'],
    [3, 'throws-slowly'],
    [1, 'does-not-parse'],
    [1, 'saves-nothing'],
    [1, 'breaks-a-rule'],
    [1, 'from-url'],
    [1, 'from-dead-url'],
  ] as const);
  return {
    kind: 'build',
    name: `b${n}`,
    atMs,
    tenant: random.pick(TENANTS),
    door,
    work,
    priority: random.chance(0.3) ? 'low' : 'normal',
    // Each message that breaks a rule is refused for itself.
    copies: work === 'breaks-a-rule' ? 1 : random.pick([1, 1, 1, 2, 3]),
    waitSeconds: door === 'http' && random.chance(0.4) ? random.whole(1, 5) : 0,
    followUp: random.weighted([
      [6, 'nothing'],
      [2, 'cancel'],
      [1, 'erase'],
      [1, 'cancel-and-erase'],
    ] as const),
    afterMs: random.whole(0, 4_000),
  };
}

/**
 * Only a large file is sent in parts: of the builds that succeed, the first two after the start of a fault that
 * refuses parts save one, or the last two before it.
 */
function withLargeFiles(jobs: JobAction[], faults: FaultAction[]): JobAction[] {
  const starts = faults.filter(({ fault }) => fault === 'refused-part').map(({ atMs }) => atMs);
  const builds = jobs
    .filter(
      (job) =>
        job.kind === 'build' && SUCCEEDING.includes(job.work) && !job.followUp.startsWith('cancel'),
    )
    .toSorted((a, b) => a.atMs - b.atMs);
  const large = new Set(
    starts.flatMap((start) => {
      const after = builds.filter(({ atMs }) => atMs >= start).slice(0, 2);
      return after.length === 2 ? after : builds.slice(-2);
    }),
  );
  return jobs.map((job) =>
    job.kind === 'build' && large.has(job) ? { ...job, work: 'large-file' } : job,
  );
}

function commandOf(random: Random, n: number, atMs: number): CommandAction {
  return {
    kind: 'command',
    name: `c${n}`,
    atMs,
    tenant: random.pick(TENANTS),
    door: random.pick(['http', 'sqs', 'event']),
    command: random.pick(['version', 'info', 'license', 'getForgottenList', 'drop-without-users']),
    copies: 1,
  };
}

function callbackOf(random: Random, n: number, atMs: number): CallbackAction {
  return {
    kind: 'callback',
    name: `k${n}`,
    atMs,
    tenant: random.pick(TENANTS),
    // Five minutes are allowed.
    skewSeconds: random.pick([0, -240, 240, -900, 900]),
    isForged: random.chance(0.2),
    copies: random.whole(1, 3),
  };
}

function sessionOf(random: Random, n: number, atMs: number): SessionAction {
  const forcedSaves = random.whole(0, 2);
  return { kind: 'session', name: `s${n}`, atMs, tenant: random.pick(TENANTS), forcedSaves };
}

function faultOf(random: Random, n: number, atMs: number): FaultAction {
  const fault = random.weighted(
    FAULT_NAMES.map((name): [number, FaultName] => [kindOf(name).weight, name]),
  );
  const { forMs, on, values, texts } = kindOf(fault);
  return {
    kind: 'fault',
    name: `f${n}`,
    atMs,
    fault,
    forMs: random.whole(...forMs),
    ...(on && { on: random.pick(on) }),
    ...(values && { value: random.pick(values) }),
    ...(texts && { text: random.pick(texts) }),
  };
}
