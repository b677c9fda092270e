import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type BusEvent, openListener } from '../local/observe/listener.ts';

/** The events of a bus since it was opened. */
export type Heard = {
  /** The first event with a correlation id. @throws {Error} when none comes in time */
  event(correlationId: string, timeoutMs: number): Promise<BusEvent>;
  close(): Promise<void>;
};

const PROBE = { source: 'docs-gateway-smoke', type: 'Smoke Test' };

/** Listens on a bus. Returns once the rule delivers, which takes up to a minute on AWS. */
export async function listen(busName: string): Promise<Heard> {
  const pattern = { source: ['docs-gateway', PROBE.source], 'detail-type': [{ prefix: '' }] };
  const listener = await openListener({ aws: {}, busName }, pattern);
  const closing = new AbortController();
  const heard = new Map<string, BusEvent>();
  const news = new EventEmitter();
  const reading = read(listener.events(closing.signal), heard, news);
  const close = async () => {
    closing.abort();
    await reading;
    await listener.close();
  };
  try {
    await untilDelivered(busName, heard);
  } catch (error) {
    await close();
    throw error;
  }
  return { event: (id, timeoutMs) => waitFor(heard, news, id, timeoutMs), close };
}

async function read(
  events: AsyncGenerator<BusEvent>,
  heard: Map<string, BusEvent>,
  news: EventEmitter,
): Promise<void> {
  for await (const event of events) {
    const { correlationId } = (event.detail.metadata ?? {}) as { correlationId?: string };
    heard.set(correlationId ?? event['detail-type'], event);
    news.emit('event');
  }
}

/** Sends events of its own until the first arrives. */
async function untilDelivered(busName: string, heard: Map<string, BusEvent>): Promise<void> {
  const bridge = new EventBridgeClient({});
  const { source: Source, type: DetailType } = PROBE;
  const entry = { EventBusName: busName, Source, DetailType, Detail: '{}' };
  for (let tries = 0; tries < 45; tries++) {
    await bridge.send(new PutEventsCommand({ Entries: [entry] }));
    await sleep(2_000);
    if (heard.has(DetailType)) return;
  }
  throw new Error('The bus delivered no event in 90 seconds.');
}

async function waitFor(
  heard: Map<string, BusEvent>,
  news: EventEmitter,
  id: string,
  timeoutMs: number,
): Promise<BusEvent> {
  const signal = AbortSignal.timeout(timeoutMs);
  for (;;) {
    const event = heard.get(id);
    if (event) return event;
    await once(news, 'event', { signal }).catch(() => {
      throw new Error(`no event in ${timeoutMs / 1000} seconds`);
    });
  }
}
