import { openListener } from '../../../infra/local/observe/listener.ts';
import type { Build } from '../../../shared/build/build.ts';

export type BuildEventData = Build & {
  code?: string;
  errors?: { pointer: string; detail: string }[];
};

/** An event that the gateway published. */
export type ReceivedEvent<Data = BuildEventData> = {
  source: string;
  'detail-type': string;
  detail: {
    metadata: { id: string; version: string; tenant: string; correlationId: string };
    data: Data;
  };
};

/** The longest wait for an event, unless a test sets another. */
const PATIENCE_MS = 120_000;

/**
 * Collects every event that the gateway publishes for tenants whose names have a prefix, until it is
 * stopped.
 */
export async function collectEvents(aws: object, busName: string, tenants: string) {
  const listener = await openListener(
    { aws, busName },
    { source: ['docs-gateway'], detail: { metadata: { tenant: [{ prefix: tenants }] } } },
  );
  const all: ReceivedEvent[] = [];
  const stopping = new AbortController();
  let wake = Promise.withResolvers<void>();
  const listening = listen();

  async function listen() {
    for await (const event of listener.events(stopping.signal)) {
      all.push(event as unknown as ReceivedEvent);
      wake.resolve();
      wake = Promise.withResolvers();
    }
  }

  return {
    /** Every event so far, oldest first. */
    all: all as readonly ReceivedEvent[],
    /** Waits for the first event that matches. */
    async first<Data = BuildEventData>(
      what: string,
      fits: (event: ReceivedEvent<Data>) => boolean,
      patienceMs = PATIENCE_MS,
    ): Promise<ReceivedEvent<Data>> {
      const late = Date.now() + patienceMs;
      for (;;) {
        const found = (all as unknown as ReceivedEvent<Data>[]).find(fits);
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
