import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Origin } from '../build/build.ts';
import type { RequestType } from '../events/request-types.ts';
import { parseJson } from '../json.ts';

/** Where a request came from: what makes its id, and what its sender knows it by. */
export type Source = {
  origin: Origin;
  /** A time that the source never changes, in milliseconds since 1970. */
  time: number;
  /** Names the source at its door. */
  sourceId: string;
  correlationId: string;
};

export type Message = Source & { body: () => unknown };

const envelopeSchema = z.object({
  'detail-type': z.string(),
  id: z.string(),
  time: z.iso.datetime(),
  account: z.string(),
  source: z.string(),
  detail: z.unknown(),
});

/**
 * Reads a message of a queue: one that a sender put there, or one that the bus brought.
 *
 * @param requestType what is asked for on the bus
 */
export function readMessage(record: SQSRecord, requestType: RequestType): Message {
  const envelope = envelopeOf(record.body, requestType);
  if (!envelope) {
    const messageId = record.messageAttributes.messageId?.stringValue ?? record.messageId;
    return {
      origin: 'sqs',
      time: sentAt(record),
      sourceId: messageId,
      correlationId: messageId,
      body: () => parseJson(record.body),
    };
  }
  const { id, time, account, source } = envelope;
  return {
    origin: 'event',
    time: Date.parse(time),
    sourceId: JSON.stringify([account, source, id]),
    correlationId: id,
    // Read again, as strictly as at every other door.
    body: () => (parseJson(record.body) as { detail: unknown }).detail,
  };
}

/** When it was sent, or first sent where it was among the dead letters; a sender may write anything there. */
function sentAt({ attributes, messageAttributes }: SQSRecord): number {
  const first = messageAttributes.sentTimestamp?.stringValue ?? '';
  return Number(/^\d{1,14}$/.test(first) ? first : attributes.SentTimestamp);
}

function envelopeOf(body: string, requestType: RequestType) {
  try {
    const { success, data } = envelopeSchema.safeParse(JSON.parse(body));
    return success && data['detail-type'] === requestType ? data : undefined;
  } catch {
    return undefined; // No JSON: `body()` says so, with its position.
  }
}
