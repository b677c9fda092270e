import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from '../faults.ts';
import type { CheckedParameters } from '../http/parameters.ts';
import type { ServedFiles } from '../http/served-files.ts';
import type { Jobs, KeyState } from './job-queue.ts';

export type BuilderAnswer =
  | { error: number }
  | { key: unknown; urls?: Record<string, string>; end: boolean };

export type BuilderRequest = CheckedParameters & {
  body: Buffer;
  /** From the query; null if missing or empty. */
  shardKey: string | null;
  /** Links begin with this. */
  base: string;
};

export type BuilderOptions = {
  jobs: Jobs;
  results: ServedFiles;
  faults: Faults;
  /**
   * Only set in a sharded cluster, where a request without a shard key waits for the end of the
   * build.
   */
  defaultShardKey?: string;
};

/**
 * How often a waiting request checks its build, and how long it waits: 1.5 × (300 + 900) seconds.
 */
const CHECK_INTERVAL_MS = 1000;
const MAX_WAIT_MS = 1_800_000;

const MAX_KEY_LENGTH = 255;

/** `/docbuilder`: accepts builds and reports their state. */
export function builderService({ jobs, results, faults, defaultShardKey }: BuilderOptions) {
  const scripts = new Map<string, Buffer>();

  async function answer(request: BuilderRequest): Promise<BuilderAnswer> {
    if (request.token !== 'good') return { error: -8 };
    const { params, body } = request;
    const givenKey = params.key;
    if (!givenKey && !params.url && body.length === 0) return { error: -1 };
    const key = givenKey ? String(givenKey) : `bld_${randomBytes(8).toString('hex')}`;
    if (key.length > MAX_KEY_LENGTH) return { error: -1 };
    // Without a `url`, Docs takes any body for the script of the key, even one that only has
    // parameters.
    if (!params.url && body.length > 0) scripts.set(key, body);
    let keyState = startIfNew(request, key, !givenKey);
    if (!isAsync(request)) keyState = await waitForEnd(key, keyState);
    return await answerOf(request, givenKey || key, key, keyState);
  }

  /** Queues the script if the key is new, or if its one-time error has been reported. */
  function startIfNew(
    { params, signed }: BuilderRequest,
    key: string,
    isRandom: boolean,
  ): KeyState {
    const keyState = jobs.readState(key);
    if (keyState && keyState.state !== 'none') return keyState;
    if (!keyState) jobs.addKey(key);
    const url = params.url ? String(params.url) : undefined;
    const script = isRandom ? () => scripts.get(key) : undefined;
    if (!faults.take('lose-task')) {
      jobs.add({ key, url, script, argument: params.argument, signed });
    }
    return { state: 'waiting', error: 0 };
  }

  async function waitForEnd(key: string, first: KeyState): Promise<KeyState> {
    let keyState = first;
    for (
      let waited = 0;
      ['waiting', 'none'].includes(keyState.state);
      waited += CHECK_INTERVAL_MS
    ) {
      if (waited > MAX_WAIT_MS) return { state: 'error', error: -2 };
      await sleep(CHECK_INTERVAL_MS);
      keyState = jobs.readState(key) ?? keyState;
    }
    return keyState;
  }

  async function answerOf(
    request: BuilderRequest,
    givenKey: unknown,
    key: string,
    keyState: KeyState,
  ) {
    if (keyState.error !== 0) return { error: keyState.error };
    const otherKey = faults.take('other-key') && `bld_${randomBytes(8).toString('hex')}`;
    const answeredKey = otherKey ?? givenKey;
    if (keyState.state !== 'ok') return { key: answeredKey, end: false };
    const urls = await results
      .links(request.base, key, request.shardKey)
      .catch((error: unknown) => {
        if (error instanceof URIError) return null;
        throw error;
      });
    return urls === null ? { error: -1 } : { key: answeredKey, urls, end: true };
  }

  function isAsync({ params, shardKey }: BuilderRequest): boolean {
    const requested = typeof params.async === 'string' ? params.async === 'true' : !!params.async;
    return requested && (shardKey !== null || defaultShardKey === undefined);
  }

  return { answer };
}
