import { deepEqual, equal, notEqual, ok, rejects, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { buildEnded } from '../../../shared/events/build-events.ts';
import { eventBus } from '../../../shared/events/bus.ts';
import { requestRefused } from '../../../shared/events/refusal-events.ts';
import { ID_PATTERN } from '../../../shared/ids.ts';
import { viewBuild } from '../../../shared/storage/build-view.ts';
import { freshBus, messagesIn } from '../../support/aws/resources.ts';
import { buildOf, fileOf } from '../../support/builds.ts';
import { localClient } from '../../support/local-client.ts';

const endedAt = '2026-11-22T08:00:00.000Z';
const ended = (changed: Parameters<typeof buildOf>[0] = {}) =>
  buildOf({ status: 'succeeded', endedAt, files: [fileOf()], ...changed });

test('the event of a build has the fields that GET shows, without links and logs', () => {
  const build = ended({ tenant: 'acme', correlationId: 'order' });

  const { detailType, metadata, data } = buildEnded(build);

  equal(detailType, 'Build Succeeded');
  const { id, ...rest } = metadata;
  ok(ID_PATTERN.test(id));
  deepEqual(rest, { version: '1', tenant: 'acme', correlationId: 'order' });
  const { logs, ...shown } = viewBuild(build);
  deepEqual([logs, data], [[], shown]);
  equal(JSON.stringify(data).includes('"url"'), false);
  equal(JSON.stringify(data).includes(build.capability), false);
});

test('each end has its type', () => {
  equal(buildEnded(ended({ status: 'failed' })).detailType, 'Build Failed');
  equal(buildEnded(ended({ status: 'cancelled' })).detailType, 'Build Cancelled');
});

test('repeated events of one end have the same id, and another end has another id', () => {
  const build = ended();
  const id = (one: typeof build) => buildEnded(one).metadata.id;

  equal(id(build), id({ ...build }));
  notEqual(id(build), id(ended()));
  notEqual(id(build), id({ ...build, status: 'failed' }));
});

test('a build that has not ended has no event', () => {
  throws(() => buildEnded(buildOf()), { message: /has not ended/ });
});

test('a detail of up to 200 KB is published in full', () => {
  const files = Array.from({ length: 100 }, (_, index) =>
    fileOf({ name: `${index}`, key: 'k'.repeat(1000) }),
  );

  const data = buildEnded(ended({ files })).data as { files: unknown[]; filesOmitted?: number };

  equal(data.files.length, 100);
  equal(data.filesOmitted, undefined);
});

test('a larger detail keeps the first of its files, at most a hundred, and says how many it omits', () => {
  const large = (count: number, length: number) => {
    const files = Array.from({ length: count }, (_, index) =>
      fileOf({ name: `${index}`, key: 'é'.repeat(length / 2) }),
    );
    const { data } = buildEnded(ended({ files }));
    return data as { files: { name: string }[]; filesOmitted: number };
  };

  const many = large(300, 800);
  deepEqual([many.files.length, many.filesOmitted], [100, 200]);
  const long = large(100, 4000);
  ok(Buffer.byteLength(JSON.stringify(long)) <= 200 * 1024);
  equal(long.files.length + long.filesOmitted, 100);
  ok(long.files.length > 40);
  equal(long.files[0]?.name, '0');
});

test('repeated events of one refusal have the same id', () => {
  const about = { time: 1, tenant: 'acme', correlationId: 'c', sourceId: 's' };
  const refusal = { origin: 'sqs' as const, code: 'MALFORMED' as const, detail: 'x', errors: [] };

  const event = requestRefused(about, refusal);

  equal(event.detailType, 'Request Refused');
  deepEqual(event.data, refusal);
  equal(event.metadata.id, requestRefused(about, { ...refusal, detail: 'y' }).metadata.id);
  notEqual(event.metadata.id, requestRefused({ ...about, sourceId: 't' }, refusal).metadata.id);
});

test('the bus carries every event with its source, its type and its detail', async () => {
  const { name, queueUrl } = await freshBus();
  const events = Array.from({ length: 12 }, () => buildEnded(ended()));

  await eventBus(name)(...events);

  const published = (await messagesIn(queueUrl, 12)).map(({ Body }) => JSON.parse(Body ?? ''));
  equal(
    published.every(({ source }) => source === 'docs-gateway'),
    true,
  );
  equal(published[0]['detail-type'], 'Build Succeeded');
  deepEqual(
    published.map(({ detail }) => detail.metadata.id).sort(),
    events.map(({ metadata }) => metadata.id).sort(),
  );
});

test('no call to the bus holds more than ten events, or 256 KB', async () => {
  const client = localClient(EventBridgeClient);
  const calls: number[] = [];
  client.middlewareStack.add(
    (next) => (request) => {
      const { Entries } = request.input as { Entries: { Detail: string }[] };
      calls.push(Entries.length);
      ok(Entries.reduce((sum, { Detail }) => sum + Detail.length, 0) <= 256 * 1024);
      return next(request);
    },
    { step: 'initialize' },
  );
  const { name } = await freshBus();
  const bus = eventBus(name, client);
  const small = Array.from({ length: 21 }, () => buildEnded(ended()));
  const large = Array.from({ length: 3 }, () =>
    buildEnded(ended({ files: [fileOf({ key: 'k'.repeat(150_000) })] })),
  );

  await bus(...small);
  await bus(...large);

  deepEqual(calls, [10, 10, 1, 1, 1, 1]);
});

test('an entry that the bus refuses is an error, so that the caller publishes all entries again', async () => {
  const client = localClient(EventBridgeClient);
  client.middlewareStack.add(
    () => async () => ({ response: {}, output: { FailedEntryCount: 1, $metadata: {} } }) as never,
    { step: 'initialize' },
  );

  await rejects(eventBus('bus', client)(buildEnded(ended())), {
    message: 'the bus refused 1 events',
  });
});
