import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SHORT_CALLS } from '../aws.ts';
import { env } from '../env.ts';
import { jsonBytes, shortenedWithin } from '../fit-into-size.ts';
import { utf8Length } from '../json.ts';

const SOURCE = 'docs-gateway';

/** The types of the events that this gateway publishes. */
export type DetailType =
  | 'Build Succeeded'
  | 'Build Failed'
  | 'Build Cancelled'
  | 'Command Completed'
  | 'Command Failed'
  | 'Request Refused'
  | 'Document Editing'
  | 'Document Saved'
  | 'Document Save Failed'
  | 'Document Closed';

export type GatewayEvent = {
  detailType: DetailType;
  metadata: { id: string; version: '1'; tenant: string; correlationId: string };
  data: object;
};

export type EventBus = (...events: GatewayEvent[]) => Promise<void>;

const ENTRIES_PER_CALL = 10;
const MAX_CALL_BYTES = 256 * 1024;
/** A larger event would be refused each time, and so be lost. */
const MAX_DETAIL_BYTES = 240 * 1024;
/** For the source and the detail type, which count too. */
const ENTRY_MARGIN_BYTES = 200;

/** @throws {Error} when the bus refuses an entry; the caller then publishes all of them again */
export function eventBus(
  name: string,
  client = new EventBridgeClient({ requestHandler: SHORT_CALLS }),
): EventBus {
  return async (...events) => {
    const entries = events.map(({ detailType, ...detail }) => ({
      EventBusName: name,
      Source: SOURCE,
      DetailType: detailType,
      Detail: JSON.stringify(fitting(detail)),
    }));
    for (const Entries of inCalls(entries)) {
      const { FailedEntryCount = 0 } = await client.send(new PutEventsCommand({ Entries }));
      if (FailedEntryCount > 0) throw new Error(`the bus refused ${FailedEntryCount} events`);
    }
  };
}

/**
 * A detail that EventBridge accepts. What makes an event limits its lists and fields; this holds for their
 * sum. Of data that is still too large, texts and lists are shortened, and `shortened` says so.
 */
function fitting({ metadata, data }: Omit<GatewayEvent, 'detailType'>) {
  if (jsonBytes({ metadata, data }) <= MAX_DETAIL_BYTES) return { metadata, data };
  const bytesLeft = MAX_DETAIL_BYTES - jsonBytes({ metadata, data: { shortened: true } });
  return { metadata, data: { ...shortenedWithin({ ...data }, bytesLeft), shortened: true } };
}

/** The stack's event bus; call it at cold start. */
export function busFromEnv(): EventBus {
  return eventBus(env('BUS_NAME'));
}

/** EventBridge accepts ten entries in one call, and 256 KB in all of them together. */
function inCalls<T extends { Detail: string }>(entries: T[]): T[][] {
  const calls: T[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = utf8Length(entry.Detail) + ENTRY_MARGIN_BYTES;
    const call = calls.at(-1);
    const fits = call && call.length < ENTRIES_PER_CALL && bytes + size <= MAX_CALL_BYTES;
    bytes = fits ? bytes + size : size;
    if (fits) call.push(entry);
    else calls.push([entry]);
  }
  return calls;
}
