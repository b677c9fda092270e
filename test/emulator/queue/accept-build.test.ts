import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Message } from '@aws-sdk/client-sqs';
import { eventBus } from '../../../shared/events/events.ts';
import { freshId, idOfSource } from '../../../shared/ids.ts';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { acceptBuild } from '../../../shared/queue/accept-build.ts';
import type { Refuser } from '../../../shared/queue/refusal.ts';
import { listBuilds } from '../../../shared/storage/rows/build-list.ts';
import { receivedFor, recordOf } from '../../support/aws/records.ts';
import { freshBus, freshQueue, messagesIn, sqs } from '../../support/aws/resources.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { freshSandbox, type Sandbox } from '../../support/sandbox.ts';

let shop: Sandbox;
let busQueueUrl: string;
let deadQueueUrl: string;
let refuser: Refuser;
before(async () => {
  shop = await freshSandbox();
  const bus = await freshBus();
  busQueueUrl = bus.queueUrl;
  deadQueueUrl = await freshQueue();
  refuser = { bus: eventBus(bus.name), deadLetters: { sqs, url: deadQueueUrl } };
});

const script = scriptOf('a.docx');
const accept = (record: ReturnType<typeof recordOf>, doors = shop.admissionDeps) =>
  acceptBuild(doors, refuser, record);
const buildsOf = async (tenant: string) =>
  (await listBuilds(shop.table, tenant, { limit: 100 })).items;
const MIB = 1024 * 1024;
/** As SQS measures a message. */
const sizeOf = ({ Body, MessageAttributes = {} }: Message = {}) =>
  Object.entries(MessageAttributes)
    .map(([name, { DataType, StringValue }]) => Buffer.byteLength(name + DataType + StringValue))
    .reduce((sum, bytes) => sum + bytes, Buffer.byteLength(`${Body}`));
/** What was announced and buried meanwhile. */
const refusals = async () => ({
  events: (await messagesIn(busQueueUrl, 1)).map(({ Body }) => JSON.parse(Body ?? '')),
  letters: await messagesIn(deadQueueUrl, 1),
});

test('a message delivered three times, also at once, is one build', async () => {
  const record = recordOf({ script, tenant: 'thrice' });

  await Promise.all([accept(record), accept(record)]);
  await accept(record);

  const [build, ...others] = await buildsOf('thrice');
  equal(others.length, 0);
  equal(build?.origin, 'sqs');
  equal(build?.correlationId, record.messageId);
  equal(build?.id, idOfSource(1_795_334_400_000, 'sqs', 'thrice', record.messageId));
});

test('the id of the sender counts, whatever message brings it', async () => {
  const id = freshId();

  await accept(recordOf({ script, id, tenant: 'given', correlationId: 'order' }));
  await accept(recordOf({ script, id, tenant: 'given', correlationId: 'order' }));

  deepEqual(
    (await buildsOf('given')).map((build) => [build.id, build.correlationId]),
    [[id, 'order']],
  );
});

test('an event of the bus is a build that is known by the event', async () => {
  const event = {
    'detail-type': 'Build Requested',
    id: 'event-1',
    time: '2026-11-22T08:00:00Z',
    account: '000000000000',
    source: 'shop',
    detail: { script, tenant: 'bus' },
  };

  await accept(recordOf(event));
  await accept(recordOf(event));

  const builds = await buildsOf('bus');
  deepEqual(
    builds.map(({ origin, correlationId }) => [origin, correlationId]),
    [['event', 'event-1']],
  );
});

test('a message without a tenant is of the default one', async () => {
  await accept(recordOf({ script }));

  equal((await buildsOf('default')).length, 1);
});

test('what no schema takes is announced and buried with its reason, and not tried again', async () => {
  const record = recordOf({ script, tenant: 'acme', id: 'short', x: 1 });

  await accept(record);

  const { events, letters } = await refusals();
  equal(events.length, 1);
  equal(events[0]['detail-type'], 'Request Refused');
  const { metadata, data } = events[0].detail;
  deepEqual([metadata.tenant, metadata.correlationId], ['acme', record.messageId]);
  deepEqual([data.origin, data.code, data.id], ['sqs', 'REQUEST_INVALID', 'short']);
  deepEqual(data.errors, [
    { pointer: '/id', detail: 'must be 26 characters of Crockford base 32' },
    { pointer: '/x', detail: 'is not a known field' },
  ]);
  equal(letters.length, 1);
  equal(letters[0]?.Body, record.body);
  const { code, detail, messageId, sentTimestamp } = letters[0]?.MessageAttributes ?? {};
  deepEqual(
    [code, detail, messageId, sentTimestamp].map((attribute) => attribute?.StringValue),
    ['REQUEST_INVALID', data.detail, record.messageId, '1795334400000'],
  );
});

test('a refusal is told of and buried whatever the message holds', async () => {
  await accept(recordOf({ script, [`\u0001${'x'.repeat(300_000)}`]: 1 }));

  const { events, letters } = await refusals();
  equal(events.length, 1);
  equal(letters[0]?.MessageAttributes?.code?.StringValue, 'REQUEST_INVALID');
  equal(letters[0]?.MessageAttributes?.detail?.StringValue?.includes('/\uFFFDxxx'), true);
});

test('a letter has no more than SQS takes: its reason is shortened, then left out', async () => {
  const lengths: (number | undefined)[] = [];
  for (const left of [1024, 250, 115]) {
    const start = `{"x":1,"script":"${'ä'.repeat(50)}`;
    const body = `${start}${' '.repeat(MIB - left - Buffer.byteLength(start) - 2)}"}`;

    await accept(recordOf(body));

    const [letter] = (await refusals()).letters;
    equal(letter?.Body, body);
    ok(sizeOf(letter) <= MIB, `${sizeOf(letter)} bytes`);
    equal(letter?.MessageAttributes?.code?.StringValue, 'REQUEST_INVALID');
    lengths.push(letter?.MessageAttributes?.detail?.StringValue?.length);
  }

  deepEqual(lengths, ['The request is not valid: /x is not a known field.'.length, 43, undefined]);
});

test('a refusal of a tenant that is none is told of under the default one', async () => {
  await accept(recordOf({ script, tenant: 'bad tenant' }));

  const { detail } = (await refusals()).events[0];
  deepEqual([detail.metadata.tenant, detail.data.errors[0].pointer], ['default', '/tenant']);
});

test('a refusal that is told twice has one event id', async () => {
  const record = recordOf('no JSON');

  await accept(record);
  await accept(record);

  const { events } = await refusals();
  const ids = events.map(({ detail }) => detail.metadata.id);
  equal(ids.length >= 1 && new Set(ids).size === 1, true);
  equal(events[0].detail.data.code, 'MALFORMED');
});

test('whatever the sender must mend is refused, and nothing is queued', async () => {
  const wrong: [object | null, string][] = [
    [{ template: 'nothing', tenant: 'wrong' }, 'TEMPLATE_NOT_FOUND'],
    [{ script: 'x', tenant: 'wrong' }, 'SCRIPT_INVALID'],
    [{ url: 'https://127.0.0.1/x', tenant: 'wrong' }, 'SOURCE_REFUSED'],
    [{ script: `${script}"input://a"`, tenant: 'wrong' }, 'INPUT_NOT_FOUND'],
    [null, 'REQUEST_INVALID'],
  ];

  for (const [body] of wrong) await accept(recordOf(body));

  const codes: string[] = [];
  while (codes.length < wrong.length)
    codes.push(...(await refusals()).events.map(({ detail }) => detail.data.code));
  deepEqual(codes.sort(), wrong.map(([, code]) => code).sort());
  deepEqual(await buildsOf('wrong'), []);
});

test('a fault of ours is thrown, for the message must come again', async () => {
  const doors = { ...shop.admissionDeps, table: { ...shop.table, name: 'no-such-table' } };

  await rejects(accept(recordOf({ script }), doors), { name: 'ResourceNotFoundException' });
  deepEqual(await messagesIn(deadQueueUrl, 0), []);
});

test('a fault of ours is announced and buried when the message comes for the last time', async () => {
  const doors = { ...shop.admissionDeps, table: { ...shop.table, name: 'no-such-table' } };
  const id = freshId();
  const record = recordOf({ script, id, tenant: 'acme' });

  const early = receivedFor(MAX_RECEIVES.builds - 1, record);
  await rejects(accept(early, doors), { name: 'ResourceNotFoundException' });
  await accept(receivedFor(MAX_RECEIVES.builds, record), doors);

  const { events, letters } = await refusals();
  const detail = 'An internal error occurred. It is logged under this request id.';
  deepEqual(
    events.map((event) => [event['detail-type'], event.detail.metadata.tenant, event.detail.data]),
    [['Request Refused', 'acme', { origin: 'sqs', code: 'INTERNAL', detail, errors: [], id }]],
  );
  deepEqual(
    letters.map(({ Body, MessageAttributes: { code, detail } = {} }) => [
      Body,
      code?.StringValue,
      detail?.StringValue,
    ]),
    [[record.body, 'INTERNAL', detail]],
  );
});
