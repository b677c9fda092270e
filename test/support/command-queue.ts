import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import type { SQSRecord } from 'aws-lambda';
import type { GatewayEvent } from '../../shared/events/bus.ts';
import { runQueuedCommand } from '../../shared/queue/run-queued-command.ts';
import type { StoredCommand } from '../../shared/storage/rows/command-outcomes.ts';
import { freshQueue, itemsOf, messagesIn, sqs } from './aws/resources.ts';
import { commandDocs, freshCommandDeps } from './docs/commands.ts';

const SENT_AT = Date.parse('2026-11-22T08:00:00.000Z');

/** A message as SQS delivers it; a `body` that is not a string is sent as JSON. */
export function commandRecord(
  body: unknown,
  changed: { messageId?: string; receives?: number } = {},
) {
  const { messageId = randomUUID(), receives = 1 } = changed;
  return {
    messageId,
    receiptHandle: 'r',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(SENT_AT) },
    messageAttributes: {},
  } as unknown as SQSRecord;
}

/** An event that requests a command. */
export function commandEvent(detail: unknown, changed: object = {}) {
  return {
    'detail-type': 'Command Requested',
    id: randomUUID(),
    time: '2026-11-22T08:00:00Z',
    account: '000000000000',
    source: 'orders',
    detail,
    ...changed,
  };
}

/** The consumer of a commands queue, with a Docs that answers as given. */
export async function commandQueue(
  t: TestContext,
  answer: Parameters<typeof commandDocs>[1],
  { keys, keyPrefix }: { keys?: string[]; keyPrefix?: string } = {},
) {
  const { docs, asked } = await commandDocs(t, answer, keys);
  const deps = { ...(await freshCommandDeps(docs, keyPrefix)), keepDays: 90 };
  const queueUrl = await freshQueue();
  const refusals: GatewayEvent[] = [];
  const bus = async (...events: GatewayEvent[]) => void refusals.push(...events);
  const refusalDeps = { bus, deadLetters: { sqs, url: queueUrl } };
  return {
    asked,
    refusals,
    table: deps.table,
    receive: (record: SQSRecord) => runQueuedCommand(deps, refusalDeps, record),
    rows: async () => (await itemsOf(deps.table)) as unknown as StoredCommand[],
    deadLetters: (atLeast: number) => messagesIn(queueUrl, atLeast),
  };
}
