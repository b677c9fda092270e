import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from '../faults.ts';
import type { Asked } from '../http/parameters.ts';
import type { Results } from '../http/served-files.ts';
import type { Jobs, Standing } from './job-queue.ts';

export type BuilderAnswer =
  | { error: number }
  | { key: unknown; urls?: Record<string, string>; end: boolean };

export type BuilderRequest = Asked & {
  body: Buffer;
  /** From the query; null when missing or empty. */
  shardKey: string | null;
  /** What links begin with. */
  base: string;
};

export type BuilderOptions = {
  jobs: Jobs;
  results: Results;
  faults: Faults;
  /** Set in a sharded cluster: there, asking without a shard key means waiting for the end. */
  defaultShardKey?: string;
};

/** How often a waiting request looks, and how long it waits at most: 1.5 × (300 + 900) seconds. */
const LOOK_MS = 1000;
const LONGEST_WAIT_MS = 1_800_000;

const MAX_KEY_LENGTH = 255;

/** `/docbuilder`: takes builds and tells how they stand. */
export function builderService({ jobs, results, faults, defaultShardKey }: BuilderOptions) {
  const scripts = new Map<string, Buffer>();

  async function answer(request: BuilderRequest): Promise<BuilderAnswer> {
    if (request.token !== 'good') return { error: -8 };
    const { params, body } = request;
    const ownKey = params.key;
    if (!ownKey && !params.url && body.length === 0) return { error: -1 };
    const key = ownKey ? String(ownKey) : `bld_${randomBytes(8).toString('hex')}`;
    if (key.length > MAX_KEY_LENGTH) return { error: -1 };
    // Any body without a `url` becomes the script of its key, even one that only asks.
    if (!params.url && body.length > 0) scripts.set(key, body);
    let standing = put(request, key, !ownKey);
    if (!isAsync(request)) standing = await waitForEnd(key, standing);
    return await tell(request, ownKey || key, key, standing);
  }

  /** Queues the script when the key is new, or forgot its one-time error. */
  function put({ params, signed }: BuilderRequest, key: string, isRandom: boolean): Standing {
    const standing = jobs.ask(key);
    if (standing && standing.state !== 'none') return standing;
    if (!standing) jobs.open(key);
    const url = params.url ? String(params.url) : undefined;
    const script = isRandom ? () => scripts.get(key) : undefined;
    if (!faults.take('lose-task')) {
      jobs.add({ key, url, script, argument: params.argument, signed });
    }
    return { state: 'waiting', error: 0 };
  }

  async function waitForEnd(key: string, first: Standing): Promise<Standing> {
    let standing = first;
    for (let waited = 0; ['waiting', 'none'].includes(standing.state); waited += LOOK_MS) {
      if (waited > LONGEST_WAIT_MS) return { state: 'error', error: -2 };
      await sleep(LOOK_MS);
      standing = jobs.ask(key) ?? standing;
    }
    return standing;
  }

  async function tell(request: BuilderRequest, asked: unknown, key: string, standing: Standing) {
    if (standing.error !== 0) return { error: standing.error };
    const told = faults.take('other-key') ? `bld_${randomBytes(8).toString('hex')}` : asked;
    if (standing.state !== 'ok') return { key: told, end: false };
    const urls = await results
      .links(request.base, key, request.shardKey)
      .catch((error: unknown) => {
        if (error instanceof URIError) return null;
        throw error;
      });
    return urls === null ? { error: -1 } : { key: told, urls, end: true };
  }

  function isAsync({ params, shardKey }: BuilderRequest): boolean {
    const wanted = typeof params.async === 'string' ? params.async === 'true' : !!params.async;
    return wanted && (shardKey !== null || defaultShardKey === undefined);
  }

  return { answer };
}
