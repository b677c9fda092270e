import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { GatewayError } from '../../../shared/errors.ts';
import { announceEnds } from '../../../shared/events/announce-ends.ts';
import type { GatewayEvent } from '../../../shared/events/bus.ts';
import { problemOf } from '../../../shared/problem.ts';
import type { StoredCommand } from '../../../shared/storage/rows/command-outcomes.ts';

const ID = '01KAMXF9W0Q5T2M7Y3B8C4D6E1';

function commandRow(changed: object = {}): object {
  const row: StoredCommand = {
    tenant: 'acme',
    id: ID,
    origin: 'sqs',
    correlationId: 'order-42',
    command: { c: 'info', key: 'acme.1' },
    fingerprint: 'f',
    answer: { error: 0, key: 'acme.1', users: ['anna'] },
    endedAt: '2026-11-22T08:00:00.000Z',
    expiresAt: 2_000_000_000,
  };
  return { pk: `COMMAND#acme#${ID}`, sk: 'COMMAND', ...row, ...changed };
}

const OPTIONS = { removeUndefinedValues: true, allowImpreciseNumbers: true };

/** The events of these changes in the table's stream. */
async function toldOf(...changes: { before?: object; after?: object }[]): Promise<GatewayEvent[]> {
  const published: GatewayEvent[] = [];
  const image = (row?: object) => row && marshall(row, OPTIONS);
  const Records = changes.map(({ before, after }) => ({
    dynamodb: { OldImage: image(before), NewImage: image(after) },
  }));
  const bus = async (...events: GatewayEvent[]) => void published.push(...events);
  await announceEnds(bus)({ Records } as unknown as DynamoDBStreamEvent);
  return published;
}

test('a completed command is published with its answer', async () => {
  const [event, ...others] = await toldOf({ after: commandRow() });

  deepEqual(others, []);
  const { id, ...metadata } = event?.metadata ?? {};
  equal(event?.detailType, 'Command Completed');
  deepEqual(metadata, { version: '1', tenant: 'acme', correlationId: 'order-42' });
  deepEqual(event?.data, {
    id: ID,
    origin: 'sqs',
    command: { c: 'info', key: 'acme.1' },
    answer: { error: 0, key: 'acme.1', users: ['anna'] },
  });
});

test('a failed command is published with its problem', async () => {
  const error = problemOf(new GatewayError('DOCUMENT_NOT_FOUND', 'gone', { docsError: 1 }), ID);

  const [event] = await toldOf({ after: commandRow({ answer: undefined, error }) });

  equal(event?.detailType, 'Command Failed');
  deepEqual(event?.data, { id: ID, origin: 'sqs', command: { c: 'info', key: 'acme.1' }, error });
});

test('repeated events of one outcome have the same id, and another outcome has another id', async () => {
  const [first] = await toldOf({ after: commandRow() });
  const [second] = await toldOf({ after: commandRow() });
  const [other] = await toldOf({ after: commandRow({ tenant: 'beta' }) });

  ok(first?.metadata.id);
  equal(first?.metadata.id, second?.metadata.id);
  ok(first?.metadata.id !== other?.metadata.id);
});

test("a command's row that is deleted or written again is not published", async () => {
  const row = commandRow();

  deepEqual(await toldOf({ before: row }, { before: row, after: row }), []);
});

test('an answer with any number from Docs is published', async () => {
  const answer = { error: 0, license: { connections: 2 ** 63, share: 0.1 } };

  const [event] = await toldOf({ after: commandRow({ answer }) });

  deepEqual(event?.data, {
    id: ID,
    origin: 'sqs',
    command: { c: 'info', key: 'acme.1' },
    answer,
  });
});
