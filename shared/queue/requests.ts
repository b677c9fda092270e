import type { SQSRecord } from 'aws-lambda';
import { GatewayError } from '../errors.ts';
import type { RequestType } from '../events/request-types.ts';
import type { QueueName } from '../limits.ts';
import { isTenant } from '../tenant.ts';
import { readMessage } from './messages.ts';
import { orRefuse, type RefusalDeps, type RequestSender } from './refusal.ts';

/** The JSON of a request, not validated, and who sent it. */
export type QueuedRequest = { input: unknown; sender: RequestSender };

/** Reads the request in a message. A message that is not JSON is refused. @returns undefined if refused */
export function readRequest(
  deps: RefusalDeps,
  queue: QueueName,
  record: SQSRecord,
  requestType: RequestType,
): Promise<QueuedRequest | undefined> {
  const { body, ...source } = readMessage(record, requestType);
  return orRefuse(deps, queue, record, source, async () => {
    const input = body();
    refuseSnsEnvelope(input);
    return { input, sender: { ...source, ...tenantAndIdIn(input) } };
  });
}

/**
 * A topic of SNS puts messages into an envelope, unless its subscription delivers them raw.
 *
 * @throws {GatewayError} REQUEST_INVALID
 */
export function refuseSnsEnvelope(input: unknown): void {
  const { Type, TopicArn, Message } = (input ?? {}) as Record<string, unknown>;
  if (Type !== 'Notification' || typeof TopicArn !== 'string' || typeof Message !== 'string')
    return;
  const detail = 'is an envelope of SNS: turn on raw message delivery for the subscription';
  throw new GatewayError('REQUEST_INVALID', `The message ${detail}.`, {
    errors: [{ pointer: '', detail }],
  });
}

/** The tenant and the id in an input, if they can be shown; the input is not validated yet. */
export function tenantAndIdIn(input: unknown): { tenant?: string; id?: string } {
  const { tenant, id } = (input ?? {}) as Record<string, unknown>;
  return {
    ...(isTenant(tenant) && { tenant }),
    ...(typeof id === 'string' && { id: id.slice(0, 128).toWellFormed() }),
  };
}
