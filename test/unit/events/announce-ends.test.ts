import { deepEqual, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { announceEnds } from '../../../shared/events/announce-ends.ts';
import type { GatewayEvent } from '../../../shared/events/bus.ts';
import { putBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { buildOf, fileOf, waitingBuild } from '../../support/builds.ts';

type Row = StoredBuild & { erased?: boolean };

const image = (build: Row | undefined) =>
  build && (marshall(putBuild(build).put ?? {}, { removeUndefinedValues: true }) as never);

/** A record of the table's stream. */
const change = (before: Row | undefined, after: Row | undefined): DynamoDBRecord => ({
  dynamodb: { OldImage: image(before), NewImage: image(after) },
});

/** The events of these changes. */
async function published(...Records: DynamoDBRecord[]): Promise<string[]> {
  const events: GatewayEvent[] = [];
  await announceEnds(async (...each) => void events.push(...each))({ Records });
  return events.map(({ detailType, data }) => `${detailType} ${(data as { id: string }).id}`);
}

const endedAt = new Date().toISOString();
const running = buildOf();
const ended: Row = { ...running, status: 'succeeded', endedAt, files: [fileOf()] };

test('a build whose row has ended is published', async () => {
  const waiting = waitingBuild();
  const cancelled: Row = { ...waiting, status: 'cancelled', endedAt };

  deepEqual(await published(change(running, ended), change(waiting, cancelled)), [
    `Build Succeeded ${ended.id}`,
    `Build Cancelled ${cancelled.id}`,
  ]);
});

test('no other change of a row is published', async () => {
  const erased: Row = { ...ended, erased: true };
  const changes: [Row | undefined, Row | undefined][] = [
    [undefined, running],
    [running, { ...running, answer: { files: [] } }],
    [ended, { ...ended, correlationId: 'other' }],
    [ended, erased],
    [erased, undefined],
    [ended, undefined],
  ];

  deepEqual(await published(...changes.map(([before, after]) => change(before, after))), []);
});

test('rows that are not builds are not published', async () => {
  const item = marshall({ pk: 'SLOTS', sk: 'SLOTS', holders: {} }) as never;

  deepEqual(await published({ dynamodb: { OldImage: item, NewImage: item } }, {}), []);
});

test('a refusal of the bus fails the batch, so that Lambda retries it', async () => {
  const announce = announceEnds(() => Promise.reject(new Error('the bus refused 1 events')));

  await rejects(announce({ Records: [change(running, ended)] }), { message: /refused/ });
});
