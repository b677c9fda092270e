import type { DocsClient } from '../../../shared/docs/client.ts';
import { GatewayError } from '../../../shared/errors.ts';
import type { Step } from '../aws/memory-table.ts';

const ORIGIN = 'http://docs.test';
/** Docs ends a script or drops it from its queue at the latest after this time; a minute less than we wait. */
const LONGEST_JOB_MS = 20 * 60_000;

type Job = { run: string; since: number; state: 'running' | 'ended' | 'unknown'; end: object };

/**
 * A Docs that starts a job at the first question about its key. While a job runs, it answers 503 to the
 * question for the build, as if its answer was lost, and says to the question for results that it runs.
 *
 * @param onStart is called when a job starts
 */
export function worldDocs(onStart: (run: string, running: string[]) => void) {
  const jobs = new Map<string, Job>();
  const running = () => [...jobs.values()].filter(({ state }) => state === 'running');
  /** What the next jobs save, and whether they end before Docs answers the first question. */
  let next = { ends: 0, endsAtOnce: false };

  const endOf = (key: string): object =>
    [
      { key, end: true, urls: { 'a.txt': `${ORIGIN}/cache/files/data/${key}/a.txt/a.txt?md5=x` } },
      { key, end: true, urls: {} },
      { key, error: -4 },
    ][next.ends % 3] as object;

  function start(key: string): Job {
    const run = key.replace(/-2$/, '');
    onStart(
      run,
      running().map((job) => job.run),
    );
    const state = next.endsAtOnce ? 'ended' : 'running';
    const job: Job = { run, since: Date.now(), state, end: endOf(key) };
    jobs.set(key, job);
    return job;
  }

  function answer({ key, url }: { key: string; url?: string }): object {
    const known = jobs.get(key);
    if (known?.state === 'unknown') return { key, error: -3 };
    const job = known ?? (url ? start(key) : undefined);
    if (job?.state === 'ended') return job.end;
    if (job && url) throw new GatewayError('DOCS_UNAVAILABLE', '503', { retryAfterSeconds: 1 });
    if (!job) jobs.set(key, { run: '', since: 0, state: 'unknown', end: {} });
    return { key, end: false };
  }

  return {
    running,
    /** How the next jobs end. */
    set: (how: typeof next) => {
      next = how;
    },
    /** Ends one job. */
    end: (pick: number) => {
      const job = running()[pick % Math.max(1, running().length)];
      if (job) job.state = 'ended';
    },
    /** Ends all jobs that will be too old in `ms`. */
    age: (ms: number) => {
      for (const job of running())
        if (Date.now() + ms - job.since >= LONGEST_JOB_MS) job.state = 'ended';
    },
    /** @param step is called with each request */
    client: (step: Step): DocsClient => ({
      url: ORIGIN,
      storageOrigins: [],
      fetch: async () => new Response(null, { status: 404 }), // so that the fast copy fails
      ask: (_service, params) => step(() => answer(params as { key: string; url?: string })),
    }),
  };
}
