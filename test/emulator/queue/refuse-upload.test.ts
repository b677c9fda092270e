import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { MAX_SCRIPT_BYTES } from '../../../shared/build/script.ts';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { eraseRow } from '../../../shared/storage/rows/erase-row.ts';
import { receivedFor, recordOf, uploadOf } from '../../support/aws/records.ts';
import { codeOf, freshUploads } from '../../support/queue/uploads.ts';

let uploads: Awaited<ReturnType<typeof freshUploads>>;
before(async () => {
  uploads = await freshUploads();
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
    const refused = await uploads.accept(await uploads.put(key, body));
    equal(codeOf(refused), code, key);
    equal(refused[0]?.metadata.tenant, 'wrong');
    equal(refused[0]?.metadata.correlationId, key);
  }
  deepEqual(await uploads.buildsOf('wrong'), []);
  deepEqual(await uploads.deadLetters(0), []);
});

test('an upload with an unknown priority is announced as refused, naming its metadata', async () => {
  const record = await uploads.put('inbox/wrong/c.js', undefined, { priority: 'urgent' });

  const [event] = await uploads.accept(record);

  deepEqual(event?.data, {
    origin: 's3',
    code: 'REQUEST_INVALID',
    detail: 'The object metadata priority must be one of normal, low.',
    errors: [{ header: 'x-amz-meta-priority', detail: 'must be one of normal, low' }],
  });
  deepEqual(await uploads.buildsOf('wrong'), []);
});

test('a refused build request is announced with the correlation id that it names, if that is valid', async () => {
  const refusedWith = async (correlationId: unknown) => {
    const request = JSON.stringify({ correlationId, script: '' });
    const [event] = await uploads.accept(await uploads.put('inbox/named/a.build.json', request));
    return [codeOf(event ? [event] : []), event?.metadata.correlationId];
  };

  deepEqual(await refusedWith('order 7'), ['SCRIPT_INVALID', 'order 7']);
  deepEqual(await refusedWith('\n'), ['REQUEST_INVALID', 'inbox/named/a.build.json']);
  deepEqual(await refusedWith(7), ['REQUEST_INVALID', 'inbox/named/a.build.json']);
});

test('an upload that is too large is refused without reading it', async () => {
  const large = uploadOf(uploads.sandbox.bucket, 'inbox/large/a.js', 'v', MAX_SCRIPT_BYTES + 1);
  const data = uploadOf(uploads.sandbox.bucket, 'inbox/large/x/a.json', 'v', 2_000_000);

  equal(codeOf(await uploads.accept(large)), 'SCRIPT_TOO_LARGE');
  equal(codeOf(await uploads.accept(data)), 'TOO_LARGE');
});

test('an upload that was deleted before it was read is refused', async () => {
  const record = await uploads.put('inbox/deleted/a.js');
  const VersionId = JSON.parse(record.body).Records[0].s3.object.versionId;
  await uploads.remove('inbox/deleted/a.js', VersionId);

  equal(codeOf(await uploads.accept(record)), 'NOT_FOUND');
});

test('an upload to another bucket is refused', async () => {
  const other = uploadOf({ ...uploads.sandbox.bucket, name: 'other' }, 'inbox/other/a.js', 'v');

  equal(codeOf(await uploads.accept(other)), 'REQUEST_INVALID');
});

const INTERNAL = 'An internal error occurred. It is logged under this request id.';

test('an unexpected error is announced and its message kept in the dead-letter queue at the last delivery', async () => {
  const deps = {
    ...uploads.sandbox.admissionDeps,
    table: { ...uploads.sandbox.table, name: 'no-such-table' },
  };
  const record = await uploads.put('inbox/fault/a.js');

  const early = receivedFor(MAX_RECEIVES.uploads - 1, record);
  await rejects(uploads.accept(early, deps), { name: 'ResourceNotFoundException' });
  const [event, ...others] = await uploads.accept(receivedFor(MAX_RECEIVES.uploads, record), deps);

  deepEqual(others, []);
  deepEqual(event?.data, { origin: 's3', code: 'INTERNAL', detail: INTERNAL, errors: [] });
  deepEqual([event?.metadata.tenant, event?.metadata.correlationId], ['fault', 'inbox/fault/a.js']);
  deepEqual(await uploads.deadLetters(1), [[record.body, 'INTERNAL', INTERNAL]]);
});

test('an upload whose function died at the last delivery is announced and does not become a build', async () => {
  const record = await uploads.put('inbox/dead/a.js');

  const [event] = await uploads.accept(receivedFor(MAX_RECEIVES.uploads + 1, record));

  equal(codeOf(event ? [event] : []), 'UNKNOWN_OUTCOME');
  equal(event?.metadata.correlationId, 'inbox/dead/a.js');
  const [letter] = await uploads.deadLetters(1);
  deepEqual(letter?.slice(0, 2), [record.body, 'UNKNOWN_OUTCOME']);
  deepEqual(await uploads.buildsOf('dead'), []);
});

test('an upload whose function died after it had admitted the build is not announced as refused', async () => {
  const record = await uploads.put('inbox/admitted/a.js');
  await uploads.accept(record);
  const dead = receivedFor(MAX_RECEIVES.uploads + 1, record);

  deepEqual(await uploads.accept(dead), []);
  const [build] = await uploads.buildsOf('admitted');
  const { table } = uploads.sandbox;
  await eraseRow(table, (await getBuild(table, 'admitted', `${build?.id}`)) as StoredBuild);
  deepEqual(await uploads.accept(dead), []);
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

    const [event] = await uploads.accept(record);

    equal(codeOf(event ? [event] : []), code);
    equal(event?.metadata.correlationId, record.messageId);
    deepEqual(await uploads.deadLetters(1), [[record.body, code, detail]]);
  }
});
