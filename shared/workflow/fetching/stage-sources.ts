import { replaceInScript } from '../../build/inputs.ts';
import { MAX_SCRIPT_BYTES, readScript } from '../../build/script.ts';
import { inputLink } from '../../build/script-links.ts';
import { GatewayError } from '../../errors.ts';
import { FETCH_ALL_MS } from '../../limits.ts';
import { fetchSource } from '../../sources/fetch-source.ts';
import type { SourceRules } from '../../sources/source-url.ts';
import {
  type Bucket,
  type ObjectVersion,
  putText,
  readJson,
  readText,
} from '../../storage/objects/bucket.ts';
import { keys } from '../../storage/objects/keys.ts';
import type { InputMap, SourceRequest } from '../../storage/objects/staging.ts';
import type { StoredBuild } from '../../storage/rows/builds.ts';
import { requireInput } from '../admission/find-inputs.ts';

export type StageDeps = { bucket: Bucket; rules: SourceRules; publicUrl: string };

/** For each URL. */
const FETCH_MS = 30_000;
/** Inputs that are fetched in parallel, up to 20 MiB each; the function has 512 MiB. */
const PARALLEL_INPUTS = 4;

/**
 * Fetches the script and the inputs of a build that are URLs, and stages them.
 *
 * @param staged gets each version as soon as it is written, also when another part fails later
 * @throws {GatewayError} SOURCE_REFUSED, SOURCE_DOWNLOAD, SCRIPT_TOO_LARGE, SCRIPT_INVALID, INPUT_NOT_FOUND;
 *   BUILD_TIMEOUT when the build's deadline passes first
 */
export async function stageSources(
  deps: StageDeps,
  build: StoredBuild,
  staged: ObjectVersion[],
): Promise<void> {
  const left = Date.parse(build.deadline) - Date.now();
  const timeout = AbortSignal.timeout(Math.max(0, Math.min(FETCH_ALL_MS, left)));
  try {
    await fetchAll(deps, build, staged, timeout);
  } catch (cause) {
    if (Date.now() < Date.parse(build.deadline)) throw cause;
    const message = 'There was no time left to fetch the URLs of the build.';
    throw new GatewayError('BUILD_TIMEOUT', message, { cause });
  }
}

async function fetchAll(
  deps: StageDeps,
  build: StoredBuild,
  staged: ObjectVersion[],
  timeout: AbortSignal,
): Promise<void> {
  const { bucket } = deps;
  const request = await readJson<SourceRequest>(bucket, keys.stagedRequest(build));
  const inputs = await readInputs(bucket, build);
  const put = async (key: string, body: string | Uint8Array) => {
    staged.push(await putText(bucket, key, body));
  };

  await untilAllEnd(timeout, (signal) => {
    const waiting = Object.entries(request.inputs).values();
    const fetchNext = async () => {
      for (const [name, url] of waiting) {
        const key = inputs[requireInput(inputs, name)]?.key ?? '';
        await put(key, await fetchOne(deps, url, signal));
      }
    };
    const { url } = request;
    const script = async () => {
      if (url === undefined) return;
      const text = await fetchScript(deps, build, inputs, url, signal);
      await put(keys.stagedScript(build), text);
    };
    return [script(), ...Array.from({ length: PARALLEL_INPUTS }, fetchNext)];
  });
}

/**
 * Runs parts in parallel. When one fails, the signal aborts the others. Waits for all of them, because
 * Lambda freezes unfinished work and resumes it in the next invocation.
 *
 * @throws the first error
 */
async function untilAllEnd(
  timeout: AbortSignal,
  start: (signal: AbortSignal) => unknown[],
): Promise<void> {
  const failure = new AbortController();
  const parts = start(AbortSignal.any([timeout, failure.signal]));
  const all = Promise.all(parts).catch((error: unknown) => failure.abort(error));
  await Promise.allSettled([...parts, all]);
  failure.signal.throwIfAborted();
}

async function fetchScript(
  deps: StageDeps,
  build: StoredBuild,
  inputs: InputMap,
  url: string,
  signal: AbortSignal,
): Promise<string> {
  const script = readScript(await fetchOne(deps, url, signal), MAX_SCRIPT_BYTES);
  const linkTo = (name: string) => inputLink(deps.publicUrl, build, requireInput(inputs, name));
  return replaceInScript(script, linkTo);
}

function fetchOne({ rules }: StageDeps, url: string, signal: AbortSignal): Promise<Uint8Array> {
  return fetchSource(url, rules, { maxBytes: MAX_SCRIPT_BYTES, timeoutMs: FETCH_MS, signal });
}

async function readInputs(bucket: Bucket, build: StoredBuild): Promise<InputMap> {
  const manifest = await readText(bucket, keys.stagedInputs(build));
  return manifest === undefined ? {} : (JSON.parse(manifest) as InputMap);
}
