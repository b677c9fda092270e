import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Origin } from '../build/build.ts';
import type { RequestType } from '../events/request-types.ts';
import { parseJson } from '../json.ts';

/** Where a request came from; its id is derived from these fields. */
export type Source = {
  origin: Origin;
  /** When the request was sent, in milliseconds since 1970; the same at every delivery. */
  time: number;
  /** Unique among the requests of the same origin. */
  sourceId: string;
  /** The sender's own name for the request. */
  correlationId: string;
};

/** `body` parses the request; it throws MALFORMED if that is not possible. */
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
 * Reads a message that a sender put into a queue, or an event that the event bus put there.
 *
 * @param requestType the detail type of such events
 */
export function readMessage(record: SQSRecord, requestType: RequestType): Message {
  const envelope = envelopeOf(record.body, requestType);
  if (!envelope) {
    const messageId = messageIdOf(record);
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
    // Parsed again, as strictly as every other request.
    body: () => (parseJson(record.body) as { detail: unknown }).detail,
  };
}

/** The message's id. A message from the dead-letter queue has its first id as an attribute. */
export function messageIdOf({ messageId, messageAttributes }: SQSRecord): string {
  return messageAttributes.messageId?.stringValue ?? messageId;
}

/** When the message was first sent: an attribute, if it has been in the dead-letter queue and is valid. */
function sentAt({ attributes, messageAttributes }: SQSRecord): number {
  const first = messageAttributes.sentTimestamp?.stringValue ?? '';
  return Number(/^\d{1,14}$/.test(first) ? first : attributes.SentTimestamp);
}

function envelopeOf(body: string, requestType: RequestType) {
  try {
    const { success, data } = envelopeSchema.safeParse(JSON.parse(body));
    return success && data['detail-type'] === requestType ? data : undefined;
  } catch {
    return undefined; // Not JSON: `body()` throws, with the position.
  }
}
