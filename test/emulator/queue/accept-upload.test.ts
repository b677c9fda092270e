import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { MAX_SCRIPT_BYTES } from '../../../shared/build/script.ts';
import type { GatewayEvent } from '../../../shared/events/bus.ts';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { acceptUpload } from '../../../shared/queue/accept-upload.ts';
import { readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { listBuilds } from '../../../shared/storage/rows/build-list.ts';
import { receivedFor, recordOf, uploadOf } from '../../support/aws/records.ts';
import { freshQueue, messagesIn, sqs } from '../../support/aws/resources.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { freshSandbox, type Sandbox } from '../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
let deadLetterUrl: string;
before(async () => {
  sandbox = await freshSandbox();
  deadLetterUrl = await freshQueue();
});

async function put(Key: string, Body: string | Uint8Array = scriptOf('a.docx')) {
  const { VersionId } = await sandbox.bucket.s3.send(
    new PutObjectCommand({ Bucket: sandbox.bucket.name, Key, Body }),
  );
  return uploadOf(sandbox.bucket, Key, VersionId, Buffer.byteLength(Body));
}

/** Accepts the uploads of one message. @returns the events of refusals */
async function accept(
  record: ReturnType<typeof recordOf>,
  deps = sandbox.admissionDeps,
): Promise<GatewayEvent[]> {
  const refused: GatewayEvent[] = [];
  const bus = async (...events: GatewayEvent[]) => void refused.push(...events);
  await acceptUpload(deps, { bus, deadLetters: { sqs, url: deadLetterUrl } }, record);
  return refused;
}

const codeOf = ([event]: GatewayEvent[]) => (event?.data as { code?: string } | undefined)?.code;
const buildsOf = async (tenant: string) =>
  (await listBuilds(sandbox.table, tenant, { limit: 100 })).items;

test('an uploaded script becomes one build that names its upload, however often S3 reports it', async () => {
  const key = 'inbox/script/Ordner 1/größe+😀%2F.docbuilder';
  const record = await put(key);

  await Promise.all([accept(record), accept(record)]);
  deepEqual(await accept(record), []);

  const [build, ...others] = await buildsOf('script');
  equal(others.length, 0);
  deepEqual([build?.origin, build?.correlationId, build?.source.upload], ['s3', key, key]);
  equal(typeof build?.source.versionId, 'string');
  equal(build && (await readText(sandbox.bucket, keys.stagedScript(build))), scriptOf('a.docx'));
});

test('an upload to a key that was used before becomes another build', async () => {
  await accept(await put('inbox/again/a.js'));
  await accept(await put('inbox/again/a.js'));

  equal((await buildsOf('again')).length, 2);
});

test('an uploaded build request becomes a build', async () => {
  const request = { script: scriptOf('a.docx'), argument: 1, correlationId: 'order' };

  await accept(await put('inbox/request/a.build.json', JSON.stringify(request)));

  const [build] = await buildsOf('request');
  deepEqual([build?.correlationId, build?.hasArgument], ['order', true]);
});

test('uploaded data becomes the argument of the template that its folder names', async () => {
  await put('templates/invoice.js');

  await accept(await put('inbox/data/invoice/2026/42.json', '\uFEFF{"n": 1}'));

  const [build] = await buildsOf('data');
  deepEqual(
    [build?.source.template, build?.source.upload],
    ['invoice', 'inbox/data/invoice/2026/42.json'],
  );
  equal(build && (await readText(sandbox.bucket, keys.stagedArgument(build))), '{"n":1}');
});

test('an invalid upload is announced as refused and becomes no build', async () => {
  const latin1 = Uint8Array.from([0xff, 0xfe, 0x22]);
  const wrong: [string, string | Uint8Array, string][] = [
    ['inbox/wrong/a.txt', 'x', 'REQUEST_INVALID'],
    ['inbox/wrong/nothing/a.json', '{}', 'TEMPLATE_NOT_FOUND'],
    ['inbox/wrong/no template/a.json', '{}', 'REQUEST_INVALID'],
    ['inbox/wrong/invoice/a.json', '{', 'MALFORMED'],
    ['inbox/wrong/invoice/b.json', latin1, 'MALFORMED'],
    ['inbox/wrong/a.build.json', '{"x":1}', 'REQUEST_INVALID'],
    ['inbox/wrong/a.js', latin1, 'SCRIPT_INVALID'],
    ['inbox/wrong/b.js', ' ', 'SCRIPT_INVALID'],
  ];
  for (const [key, body, code] of wrong) {
    const refused = await accept(await put(key, body));
    equal(codeOf(refused), code, key);
    equal(refused[0]?.metadata.tenant, 'wrong');
    equal(refused[0]?.metadata.correlationId, key);
  }
  deepEqual(await buildsOf('wrong'), []);
  deepEqual(await messagesIn(deadLetterUrl, 0), []);
});

test('an upload that is too large is refused without reading it', async () => {
  const large = uploadOf(sandbox.bucket, 'inbox/large/a.js', 'v', MAX_SCRIPT_BYTES + 1);
  const data = uploadOf(sandbox.bucket, 'inbox/large/x/a.json', 'v', 2_000_000);

  equal(codeOf(await accept(large)), 'SCRIPT_TOO_LARGE');
  equal(codeOf(await accept(data)), 'TOO_LARGE');
});

test('an upload that was deleted before it was read is refused', async () => {
  const record = await put('inbox/deleted/a.js');
  const VersionId = JSON.parse(record.body).Records[0].s3.object.versionId;
  await sandbox.bucket.s3.send(
    new DeleteObjectCommand({ Bucket: sandbox.bucket.name, Key: 'inbox/deleted/a.js', VersionId }),
  );

  equal(codeOf(await accept(record)), 'NOT_FOUND');
});

test('an upload to another bucket is refused', async () => {
  const other = uploadOf({ ...sandbox.bucket, name: 'other' }, 'inbox/other/a.js', 'v');

  equal(codeOf(await accept(other)), 'REQUEST_INVALID');
});

test('folders and the test event of S3 are ignored', async () => {
  deepEqual(await accept(await put('inbox/folder/deep/', '')), []);
  deepEqual(await accept(recordOf({ Event: 's3:TestEvent', Bucket: 'x' })), []);
  deepEqual(await buildsOf('folder'), []);
});

test('several uploads in one message are admitted independently', async () => {
  const [good, bad] = [await put('inbox/several/a.js'), await put('inbox/several/b.txt')];
  const Records = [bad, good].flatMap(({ body }) => JSON.parse(body).Records);

  const refused = await accept(recordOf({ Records }));

  equal(refused.length, 1);
  equal((await buildsOf('several')).length, 1);
});

/** The messages in the dead-letter queue, with the reasons. */
async function deadLetters(atLeast: number) {
  const letters = await messagesIn(deadLetterUrl, atLeast);
  return letters.map(({ Body, MessageAttributes: { code, detail } = {} }) => [
    Body,
    code?.StringValue,
    detail?.StringValue,
  ]);
}
const INTERNAL = 'An internal error occurred. It is logged under this request id.';

test('an unexpected error is announced and its message kept in the dead-letter queue at the last delivery', async () => {
  const deps = { ...sandbox.admissionDeps, table: { ...sandbox.table, name: 'no-such-table' } };
  const record = await put('inbox/fault/a.js');

  const early = receivedFor(MAX_RECEIVES.uploads - 1, record);
  await rejects(accept(early, deps), { name: 'ResourceNotFoundException' });
  const [event, ...others] = await accept(receivedFor(MAX_RECEIVES.uploads, record), deps);

  deepEqual(others, []);
  deepEqual(event?.data, { origin: 's3', code: 'INTERNAL', detail: INTERNAL, errors: [] });
  deepEqual([event?.metadata.tenant, event?.metadata.correlationId], ['fault', 'inbox/fault/a.js']);
  deepEqual(await deadLetters(1), [[record.body, 'INTERNAL', INTERNAL]]);
});

test('an upload whose function died at the last delivery is announced and does not become a build', async () => {
  const record = await put('inbox/dead/a.js');

  const [event] = await accept(receivedFor(MAX_RECEIVES.uploads + 1, record));

  equal(codeOf(event ? [event] : []), 'UNKNOWN_OUTCOME');
  equal(event?.metadata.correlationId, 'inbox/dead/a.js');
  const [letter] = await deadLetters(1);
  deepEqual(letter?.slice(0, 2), [record.body, 'UNKNOWN_OUTCOME']);
  deepEqual((await listBuilds(sandbox.table, 'dead', { limit: 10 })).items, []);
});

const NOT_FROM_S3: [unknown, string, string][] = [
  ['no JSON', 'MALFORMED', 'The body cannot be read: it is not valid JSON.'],
  [
    { Records: [{}] },
    'REQUEST_INVALID',
    'The request is not valid: /Records/0/eventTime must be a string.',
  ],
  [
    '{"Records":[{"eventTime":"2026-11-22T08:00:00Z","s3":{"bucket":{"name":"b"},"object":{"key":"%","size":1}}}]}',
    'REQUEST_INVALID',
    'The key is not encoded as in a URL.',
  ],
];

test('a message that is not from S3 is announced and kept in the dead-letter queue at once', async () => {
  for (const [body, code, detail] of NOT_FROM_S3) {
    const record = recordOf(body);

    const [event] = await accept(record);

    equal(codeOf(event ? [event] : []), code);
    equal(event?.metadata.correlationId, record.messageId);
    deepEqual(await deadLetters(1), [[record.body, code, detail]]);
  }
});
