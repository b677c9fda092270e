import { type End, type RunOptions, runTask, type Task } from './task.ts';

/**
 * The state of a key. `once` is an error that Docs reports once and then forgets: after it the
 * state is `none`, and every request queues the script again until one of its runs has ended.
 */
export type KeyState = { state: 'waiting' | 'none' | 'ok' | 'error' | 'once'; error: number };

/** One run of a script, for tests and for debugging. */
export type Job = {
  key: string;
  url?: string;
  state: 'queued' | 'running' | 'ended';
  /** Docs' error number; 0 if the run succeeded. */
  error?: number;
  queuedAt: string;
  startedAt?: string;
  endedAt?: string;
  /** What the engine printed; Docs' clients never see it. */
  printed?: string;
};

export type JobOptions = RunOptions & {
  /** How many scripts run at once. */
  converters: number;
  /** A script that waits longer than this fails with -2. */
  queueTimeoutMs: number;
};

export type Jobs = ReturnType<typeof jobQueue>;

type Entry = { task: Task; job: Job; queueTimeout: NodeJS.Timeout };

/** The queue of scripts, first in first out, and the state of every key. */
export function jobQueue(options: JobOptions) {
  const keyStates = new Map<string, KeyState>();
  const jobs: Job[] = [];
  const queue: Entry[] = [];
  const stopping = new AbortController();
  const running = new Set<Promise<End>>();
  let { converters } = options;
  let maxSeen = 0;

  const inFlight = () => queue.length + running.size;

  function add(task: Task) {
    const job: Job = { key: task.key, url: task.url, state: 'queued', queuedAt: now() };
    const queueTimeout = setTimeout(() => expire(entry), options.queueTimeoutMs);
    const entry: Entry = { task, job, queueTimeout };
    jobs.push(job);
    queue.push(entry);
    maxSeen = Math.max(maxSeen, inFlight());
    void next();
  }

  async function next(): Promise<void> {
    if (running.size >= converters || stopping.signal.aborted) return;
    const entry = queue.shift();
    if (!entry) return;
    clearTimeout(entry.queueTimeout);
    Object.assign(entry.job, { state: 'running', startedAt: now() });
    const run = runTask(entry.task, options, stopping.signal).catch(brokenConverter);
    running.add(run);
    settle(entry, await run);
    running.delete(run);
    void next();
  }

  function expire(entry: Entry) {
    queue.splice(queue.indexOf(entry), 1);
    settle(entry, { state: 'once', error: -2 });
  }

  function settle({ task, job }: Entry, { state, error, printed }: End) {
    Object.assign(job, { state: 'ended', error, printed, endedAt: now() });
    keyStates.set(task.key, { state, error });
  }

  return {
    add,
    /** Adds a new key, with a script that waits. */
    addKey: (key: string) => void keyStates.set(key, { state: 'waiting', error: 0 }),
    /** The state of a key, undefined if it is unknown. Reading a one-time error forgets it. */
    readState(key: string): KeyState | undefined {
      const keyState = keyStates.get(key);
      if (keyState?.state === 'once') keyStates.set(key, { state: 'none', error: 0 });
      return keyState;
    },
    hasKey: (key: string) => keyStates.has(key),
    list: (): Job[] => structuredClone(jobs),
    inFlight,
    /** Changes how many scripts run at once; call it while no script waits. */
    setConverters(count: number) {
      converters = count;
    },
    /** The most scripts that waited and ran at once, since the start or since `forgetMax`. */
    maxInFlightSeen: () => maxSeen,
    forgetMax() {
      maxSeen = inFlight();
    },
    /** Kills the running scripts and waits until they have ended. */
    async stop() {
      stopping.abort();
      for (const { queueTimeout } of queue.splice(0)) clearTimeout(queueTimeout);
      await Promise.all(running);
    },
  };
}

const now = () => new Date().toISOString();

/** An error of the engine instead of the script: Docs reports it once. */
const brokenConverter = (error: Error): End => ({
  state: 'once',
  error: -3,
  printed: String(error),
});
