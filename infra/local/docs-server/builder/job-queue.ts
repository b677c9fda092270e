import { type End, type RunOptions, runTask, type Task } from './task.ts';

/**
 * How a key stands. `once` is an error that is told once and then forgotten: after it the key is
 * `none`, and every question queues the script again until a run of it has ended.
 */
export type Standing = { state: 'waiting' | 'none' | 'ok' | 'error' | 'once'; error: number };

/** One run of a script, as tests and people look at it. */
export type Job = {
  key: string;
  url?: string;
  state: 'queued' | 'running' | 'ended';
  /** Docs' error number; 0 when all went well. */
  error?: number;
  queuedAt: string;
  startedAt?: string;
  endedAt?: string;
  /** What the engine printed; no client of Docs ever sees it. */
  said?: string;
};

export type JobOptions = RunOptions & {
  /** Scripts that run at once. */
  converters: number;
  /** Whoever waits longer than this is given up. */
  queueTimeoutMs: number;
};

export type Jobs = ReturnType<typeof jobQueue>;

type Entry = { task: Task; job: Job; patience: NodeJS.Timeout };

/** The queue of scripts, first in first out, and what has become of every key. */
export function jobQueue(options: JobOptions) {
  const standings = new Map<string, Standing>();
  const jobs: Job[] = [];
  const queue: Entry[] = [];
  const stopping = new AbortController();
  const running = new Set<Promise<End>>();
  let maxSeen = 0;

  const inFlight = () => queue.length + running.size;

  function add(task: Task) {
    const job: Job = { key: task.key, url: task.url, state: 'queued', queuedAt: now() };
    const entry = { task, job, patience: setTimeout(() => giveUp(entry), options.queueTimeoutMs) };
    jobs.push(job);
    queue.push(entry);
    maxSeen = Math.max(maxSeen, inFlight());
    void next();
  }

  async function next(): Promise<void> {
    if (running.size >= options.converters || stopping.signal.aborted) return;
    const entry = queue.shift();
    if (!entry) return;
    clearTimeout(entry.patience);
    Object.assign(entry.job, { state: 'running', startedAt: now() });
    const run = runTask(entry.task, options, stopping.signal).catch(brokenConverter);
    running.add(run);
    settle(entry, await run);
    running.delete(run);
    void next();
  }

  function giveUp(entry: Entry) {
    queue.splice(queue.indexOf(entry), 1);
    settle(entry, { state: 'once', error: -2 });
  }

  function settle({ task, job }: Entry, { state, error, said }: End) {
    Object.assign(job, { state: 'ended', error, said, endedAt: now() });
    standings.set(task.key, { state, error });
  }

  return {
    add,
    /** Takes note of a new key. */
    open: (key: string) => void standings.set(key, { state: 'waiting', error: 0 }),
    /** How a key stands; a one-time error is forgotten by being told. Undefined: never heard of. */
    ask(key: string): Standing | undefined {
      const standing = standings.get(key);
      if (standing?.state === 'once') standings.set(key, { state: 'none', error: 0 });
      return standing;
    },
    knows: (key: string) => standings.has(key),
    list: (): Job[] => structuredClone(jobs),
    inFlight,
    /** The most that ever waited and ran at once, or since `forgetMax`. */
    maxInFlightSeen: () => maxSeen,
    forgetMax() {
      maxSeen = inFlight();
    },
    /** Kills what runs, and waits until it is gone. */
    async stop() {
      stopping.abort();
      for (const { patience } of queue.splice(0)) clearTimeout(patience);
      await Promise.all(running);
    },
  };
}

const now = () => new Date().toISOString();

/** Not the script's fault: told once, as the real one does. */
const brokenConverter = (error: Error): End => ({ state: 'once', error: -3, said: String(error) });
