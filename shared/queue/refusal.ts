import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { type GatewayError, isGatewayError } from '../errors.ts';
import { type EventBus, requestRefused } from '../events/events.ts';
import { utf8Length } from '../json.ts';
import { note } from '../log.ts';
import { TENANT_PATTERN } from '../workflow/request.ts';
import type { Source } from './messages.ts';

/** Whom a refused request is told of. */
export type Refuser = { bus: EventBus; deadLetters?: { sqs: SQSClient; queueUrl: string } };

/** What SQS takes, attributes included: a sender's message may leave the reason little room. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** What SQS takes in no attribute: all that XML cannot hold. */
const UNWELCOME = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

export type Claim = Source & { tenant?: string; id?: string };

/**
 * Runs the admission of one request. What its sender must mend is announced as `Request Refused`, put
 * among the dead letters with its reason, and not tried again; everything else is thrown.
 */
export async function orRefuse(
  refuser: Refuser,
  record: SQSRecord,
  claim: Claim,
  admission: () => Promise<unknown>,
): Promise<void> {
  try {
    await admission();
  } catch (error) {
    if (!isGatewayError(error) || error.retryable) throw error;
    await refuse(refuser, record, claim, error);
  }
}

/** Whose request it is, as far as it can be told before it is known to be one. */
export function namesIn(input: unknown): { tenant?: string; id?: string } {
  const { tenant, id } = (input ?? {}) as Record<string, unknown>;
  return {
    ...(typeof tenant === 'string' && TENANT_PATTERN.test(tenant) && { tenant }),
    ...(typeof id === 'string' && { id: id.slice(0, 128).toWellFormed() }),
  };
}

async function refuse(
  refuser: Refuser,
  record: SQSRecord,
  claim: Claim,
  error: GatewayError,
): Promise<void> {
  const { tenant = 'default', id, origin } = claim;
  const { code, message: detail, facts } = error;
  note({ tenant, refused: code });
  const refusal = {
    origin,
    code,
    detail,
    errors: facts.errors ?? [],
    ...(id !== undefined && { id }),
  };
  await refuser.bus(requestRefused({ ...claim, tenant }, refusal));
  if (refuser.deadLetters) await bury(refuser.deadLetters, record, claim, error);
}

async function bury(
  { sqs, queueUrl }: NonNullable<Refuser['deadLetters']>,
  record: SQSRecord,
  claim: Claim,
  { code, message }: GatewayError,
): Promise<void> {
  const reason = {
    code,
    messageId: record.messageAttributes.messageId?.stringValue ?? record.messageId,
    sentTimestamp: String(claim.time),
  };
  const room = MAX_MESSAGE_BYTES - utf8Length(record.body) - sizeOf({ ...reason, detail: '' });
  const detail = shortened(message.replace(UNWELCOME, '\uFFFD'), room);
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: record.body,
      MessageAttributes: Object.fromEntries(
        Object.entries({ ...reason, ...(detail && { detail }) }).map(([name, StringValue]) => [
          name,
          { DataType: 'String', StringValue },
        ]),
      ),
    }),
  );
}

/** In bytes, as SQS counts attributes: with their names and types. */
function sizeOf(attributes: Record<string, string>): number {
  return utf8Length(
    Object.entries(attributes)
      .map(([name, value]) => `${name}String${value}`)
      .join(''),
  );
}

/** A unit of a string has three bytes at most; half of a pair, which SQS does not take, is replaced. */
function shortened(text: string, bytes: number): string {
  return text.slice(0, Math.max(0, Math.floor(bytes / 3))).toWellFormed();
}
