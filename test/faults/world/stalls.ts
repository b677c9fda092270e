import { setTimeout as sleep } from 'node:timers/promises';
import type { Stall } from '../model/world.ts';

/** Functions give AWS seconds to answer. A longer silence is a fault that no schedule has. */
const STALL_MS = 3_000;
const PAUSE_MS = 500;

/** Watches, past the proxies, whether the emulator answers at once. */
export function watchStalls(endpoint: string) {
  const stopping = new AbortController();
  const stalls: Stall[] = [];
  const watching = watch();

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      const from = Date.now();
      await fetch(`${endpoint}/_ministack/health`, { signal: stopping.signal })
        .then((response) => response.text())
        .catch(() => undefined);
      await sleep(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      const to = Date.now();
      if (to - from > STALL_MS + PAUSE_MS) stalls.push({ from, to });
    }
  }

  return {
    stalls: stalls as readonly Stall[],
    async stop(): Promise<void> {
      stopping.abort();
      await watching;
    },
  };
}
