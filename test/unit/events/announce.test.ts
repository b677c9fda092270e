import { deepEqual, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { announceEnds } from '../../../shared/events/announce.ts';
import type { GatewayEvent } from '../../../shared/events/events.ts';
import { putBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { buildOf, fileOf, waitingBuild } from '../../support/builds.ts';

type Row = StoredBuild & { erased?: boolean };

const image = (build: Row | undefined) =>
  build && (marshall(putBuild(build).put ?? {}, { removeUndefinedValues: true }) as never);

/** What the stream tells of a row. */
const change = (before: Row | undefined, after: Row | undefined): DynamoDBRecord => ({
  dynamodb: { OldImage: image(before), NewImage: image(after) },
});

/** What is told of these changes. */
async function told(...Records: DynamoDBRecord[]): Promise<string[]> {
  const events: GatewayEvent[] = [];
  await announceEnds(async (...each) => void events.push(...each))({ Records });
  return events.map(({ detailType, data }) => `${detailType} ${(data as { id: string }).id}`);
}

const endedAt = new Date().toISOString();
const running = buildOf();
const ended: Row = { ...running, status: 'succeeded', endedAt, files: [fileOf()] };

test('a row that went from open to ended is told of', async () => {
  const waiting = waitingBuild();
  const cancelled: Row = { ...waiting, status: 'cancelled', endedAt };

  deepEqual(await told(change(running, ended), change(waiting, cancelled)), [
    `Build Succeeded ${ended.id}`,
    `Build Cancelled ${cancelled.id}`,
  ]);
});

test('nothing else that happens to a row is told of', async () => {
  const erased: Row = { ...ended, erased: true };
  const changes: [Row | undefined, Row | undefined][] = [
    [undefined, running],
    [running, { ...running, answer: { files: [] } }],
    [ended, { ...ended, correlationId: 'other' }],
    [ended, erased],
    [erased, undefined],
    [ended, undefined],
  ];

  deepEqual(await told(...changes.map(([before, after]) => change(before, after))), []);
});

test('rows that are no builds are not told of', async () => {
  const item = marshall({ pk: 'SLOTS', sk: 'SLOTS', holders: {} }) as never;

  deepEqual(await told({ dynamodb: { OldImage: item, NewImage: item } }, {}), []);
});

test('a bus that refuses makes the batch come again', async () => {
  const announce = announceEnds(() => Promise.reject(new Error('the bus refused 1 events')));

  await rejects(announce({ Records: [change(running, ended)] }), { message: /refused/ });
});
