import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Message } from '@aws-sdk/client-sqs';
import { eventBus } from '../../../shared/events/bus.ts';
import { freshId } from '../../../shared/ids.ts';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { acceptBuild } from '../../../shared/queue/accept-build.ts';
import type { RefusalDeps } from '../../../shared/queue/refusal.ts';
import { listBuilds } from '../../../shared/storage/rows/build-list.ts';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { eraseRow } from '../../../shared/storage/rows/erase-row.ts';
import { receivedFor, recordOf } from '../../support/aws/records.ts';
import { freshBus, freshQueue, messagesIn, sqs } from '../../support/aws/resources.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { freshSandbox, type Sandbox } from '../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
let busQueueUrl: string;
let deadLetterUrl: string;
let refusalDeps: RefusalDeps;
before(async () => {
  sandbox = await freshSandbox();
  const bus = await freshBus();
  busQueueUrl = bus.queueUrl;
  deadLetterUrl = await freshQueue();
  refusalDeps = { bus: eventBus(bus.name), deadLetters: { sqs, url: deadLetterUrl } };
});

const script = scriptOf('a.docx');
const accept = (record: ReturnType<typeof recordOf>, deps = sandbox.admissionDeps) =>
  acceptBuild(deps, refusalDeps, record);
const buildsOf = async (tenant: string) =>
  (await listBuilds(sandbox.table, tenant, { limit: 100 })).items;
const MIB = 1024 * 1024;
/** As SQS measures a message. */
const sizeOf = ({ Body, MessageAttributes = {} }: Message = {}) =>
  Object.entries(MessageAttributes)
    .map(([name, { DataType, StringValue }]) => Buffer.byteLength(name + DataType + StringValue))
    .reduce((sum, bytes) => sum + bytes, Buffer.byteLength(`${Body}`));
/** Refusals that were announced, and messages in the dead-letter queue. */
const refusals = async () => ({
  events: (await messagesIn(busQueueUrl, 1)).map(({ Body }) => JSON.parse(Body ?? '')),
  letters: await messagesIn(deadLetterUrl, 1),
});

test('an invalid request is announced and its message put into the dead-letter queue with the reason', async () => {
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

test('a refused request is announced under its own correlation id, and under the message id if that is invalid', async () => {
  const named = recordOf({ script: '// nothing', tenant: 'acme', correlationId: 'order-0042' });
  const broken = recordOf({ script, tenant: 'acme', correlationId: 'line\nbreak' });

  await accept(named);
  await accept(broken);

  const { events } = await refusals();
  deepEqual(
    events.map(({ detail }) => detail.metadata.correlationId).sort(),
    [broken.messageId, 'order-0042'].sort(),
  );
});

test('a request with control characters and a long name is announced and put into the dead-letter queue', async () => {
  await accept(recordOf({ script, [`\u0001${'x'.repeat(300_000)}`]: 1 }));

  const { events, letters } = await refusals();
  equal(events.length, 1);
  equal(letters[0]?.MessageAttributes?.code?.StringValue, 'REQUEST_INVALID');
  equal(letters[0]?.MessageAttributes?.detail?.StringValue?.includes('/\uFFFDxxx'), true);
});

test('a dead letter has 1 MiB at most: its detail is shortened, then left out', async () => {
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

test('the refusal of a request with an invalid tenant is announced under the default tenant', async () => {
  await accept(recordOf({ script, tenant: 'bad tenant' }));

  const { detail } = (await refusals()).events[0];
  deepEqual([detail.metadata.tenant, detail.data.errors[0].pointer], ['default', '/tenant']);
});

test('a refusal that is announced twice has the same event id', async () => {
  const record = recordOf('no JSON');

  await accept(record);
  await accept(record);

  const { events } = await refusals();
  const ids = events.map(({ detail }) => detail.metadata.id);
  equal(ids.length >= 1 && new Set(ids).size === 1, true);
  equal(events[0].detail.data.code, 'MALFORMED');
});

test('a request with an error of the sender is refused, and becomes no build', async () => {
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

test('an unexpected error is thrown, so that the message is delivered again', async () => {
  const deps = { ...sandbox.admissionDeps, table: { ...sandbox.table, name: 'no-such-table' } };

  await rejects(accept(recordOf({ script }), deps), { name: 'ResourceNotFoundException' });
  deepEqual(await messagesIn(deadLetterUrl, 0), []);
});

test('a request whose function died at the last delivery is announced and does not become a build', async () => {
  const [id, builtId] = [freshId(), freshId()];
  const record = recordOf({ script, id, tenant: 'acme' });
  const built = recordOf({ script, id: builtId, tenant: 'acme' });
  await accept(built);

  await accept(receivedFor(MAX_RECEIVES.builds + 1, record));
  await accept(receivedFor(MAX_RECEIVES.builds + 1, built));
  await eraseRow(sandbox.table, (await getBuild(sandbox.table, 'acme', builtId)) as StoredBuild);
  await accept(receivedFor(MAX_RECEIVES.builds + 1, built));

  const { events, letters } = await refusals();
  deepEqual(
    events.map((event) => [event['detail-type'], event.detail.data.id, event.detail.data.code]),
    [['Request Refused', id, 'UNKNOWN_OUTCOME']],
  );
  deepEqual(
    letters.map(({ Body, MessageAttributes: { code } = {} }) => [Body, code?.StringValue]),
    [[record.body, 'UNKNOWN_OUTCOME']],
  );
  deepEqual(
    (await buildsOf('acme')).filter((each) => each.id === id),
    [],
  );
});

test('an unexpected error is announced and its message put into the dead-letter queue at the last delivery', async () => {
  const deps = { ...sandbox.admissionDeps, table: { ...sandbox.table, name: 'no-such-table' } };
  const id = freshId();
  const record = recordOf({ script, id, tenant: 'acme' });

  const early = receivedFor(MAX_RECEIVES.builds - 1, record);
  await rejects(accept(early, deps), { name: 'ResourceNotFoundException' });
  await accept(receivedFor(MAX_RECEIVES.builds, record), deps);

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
