import { ok } from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** No input may keep a function busy for long. Generous, because the machine may be busy itself. */
const LONGEST_MS = 10_000;

/** Does work, and fails if it takes too long. */
export async function inTime<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  const tookMs = performance.now() - began;
  ok(tookMs < LONGEST_MS, `it took ${tookMs} ms`);
  return result;
}

/** How much more memory is in use after work than before, in bytes. */
export async function growthOf(work: () => Promise<unknown>): Promise<number> {
  const before = usedBytes();
  await work();
  return usedBytes() - before;
}

function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
