import { openListener } from '../../../infra/local/observe/listener.ts';
import type { Build } from '../../../shared/build/build.ts';

export type ToldBuild = Build & {
  code?: string;
  errors?: { pointer: string; detail: string }[];
};

/** An event that the gateway published. */
export type Told<Data = ToldBuild> = {
  source: string;
  'detail-type': string;
  detail: {
    metadata: { id: string; version: string; tenant: string; correlationId: string };
    data: Data;
  };
};

/** How long an event is waited for at most, unless a test says otherwise. */
const PATIENCE_MS = 30_000;

/**
 * Collects every event that the gateway publishes for tenants whose names have a prefix, until it is
 * stopped.
 */
export async function hear(aws: object, busName: string, tenants: string) {
  const listener = await openListener(
    { aws, busName },
    { source: ['docs-gateway'], detail: { metadata: { tenant: [{ prefix: tenants }] } } },
  );
  const all: Told[] = [];
  const stopping = new AbortController();
  let wake = Promise.withResolvers<void>();
  const listening = listen();

  async function listen() {
    for await (const event of listener.events(stopping.signal)) {
      all.push(event as unknown as Told);
      wake.resolve();
      wake = Promise.withResolvers();
    }
  }

  return {
    /** Every event so far, oldest first. */
    all: all as readonly Told[],
    /** The first event that fits, waited for. */
    async first<Data = ToldBuild>(
      what: string,
      fits: (told: Told<Data>) => boolean,
      patienceMs = PATIENCE_MS,
    ): Promise<Told<Data>> {
      const late = Date.now() + patienceMs;
      for (;;) {
        const found = (all as unknown as Told<Data>[]).find(fits);
        if (found) return found;
        const left = late - Date.now();
        if (left <= 0) throw new Error(`no event for ${what}`);
        const timer = Promise.withResolvers<void>();
        const clock = setTimeout(timer.resolve, left);
        await Promise.race([wake.promise, timer.promise]);
        clearTimeout(clock);
      }
    },
    async stop() {
      stopping.abort();
      await listening;
      await listener.close();
    },
  };
}
