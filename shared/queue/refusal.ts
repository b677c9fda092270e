import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { type GatewayError, isGatewayError } from '../errors.ts';
import { type EventBus, requestRefused } from '../events/events.ts';
import { note } from '../log.ts';
import type { Source } from './messages.ts';

/** Whom a refused request is told of. */
export type Refuser = { bus: EventBus; deadLetters?: { sqs: SQSClient; queueUrl: string } };

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
    ...(typeof tenant === 'string' && { tenant: tenant.slice(0, 64) }),
    ...(typeof id === 'string' && { id: id.slice(0, 128) }),
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
  const attributes = {
    code,
    detail: message.replace(UNWELCOME, '\uFFFD'),
    messageId: record.messageAttributes.messageId?.stringValue ?? record.messageId,
    sentTimestamp: String(claim.time),
  };
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: record.body,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [
          name,
          { DataType: 'String', StringValue },
        ]),
      ),
    }),
  );
}
