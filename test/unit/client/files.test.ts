import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { sha256 } from '../../../shared/client/sha256.ts';
import {
  type Answer,
  type Script,
  scriptedGateway,
  succeeded,
} from '../../support/client/scripted-gateway.ts';

const CONTENT = randomBytes(200_000);
const FILE = {
  name: 'Счёт 1.pdf',
  bucket: 'a-bucket',
  key: 'results/default/1/a.pdf',
  size: CONTENT.length,
  contentType: 'application/pdf',
  sha256: createHash('sha256').update(CONTENT).digest('hex'),
};
const LINK = `/v1/builds/${succeeded().id}/files/${encodeURIComponent(FILE.name)}/link`;
const newLink: Script = (_, url) => ({
  json: { url: `${url}/new`, inlineUrl: null, expiresAt: '2026-11-22T08:15:00.000Z' },
});
const OK: Answer = { bytes: CONTENT };
const EXPIRED: Answer = { status: 403, bytes: Buffer.from('<Error>Request has expired</Error>') };

/** The file of a build that was just read, and the routes that were called since. */
async function fileOf(t: TestContext, answers: (Answer | Script)[], link: string | null = '/old') {
  const build: Script = (_, url) => ({
    json: succeeded({ files: [{ ...FILE, url: link && url + link }] }),
  });
  const { gateway, received } = await scriptedGateway(t, [build, ...answers]);
  const [file] = (await gateway.get('01JD')).files;
  ok(file);
  return { file, received, routes: () => received.slice(1).map(({ route }) => route) };
}

test('the bytes, the Blob and the stream of a file have its content, fetched by its link without a token', async (t) => {
  const { file, received, routes } = await fileOf(t, [OK, OK, OK]);

  const bytes = await file.bytes();
  const blob = await file.blob();
  const chunks: Uint8Array[] = [];
  for await (const chunk of await file.stream()) chunks.push(chunk);

  ok(CONTENT.equals(bytes));
  equal(blob.type, 'application/pdf');
  ok(CONTENT.equals(new Uint8Array(await blob.arrayBuffer())));
  ok(CONTENT.equals(Buffer.concat(chunks)));
  deepEqual(routes(), ['GET /old', 'GET /old', 'GET /old']);
  ok(received.slice(1).every(({ headers }) => headers.authorization === undefined));
});

test('a file without a link, as in a list, gets one', async (t) => {
  const { file, routes } = await fileOf(t, [newLink, OK], null);

  ok(CONTENT.equals(await file.bytes()));
  deepEqual(routes(), [`GET ${LINK}`, 'GET /new']);
});

test('a link that has expired is replaced', async (t) => {
  const { file, routes } = await fileOf(t, [EXPIRED, newLink, OK]);

  ok(CONTENT.equals(await file.bytes()));
  deepEqual(routes(), ['GET /old', `GET ${LINK}`, 'GET /new']);
});

test('a file that was deleted is reported by the code GONE', async (t) => {
  const gone = {
    status: 410,
    json: { code: 'GONE', detail: 'The file is gone.', retryable: false },
  };
  const { file } = await fileOf(t, [{ status: 404 }, gone]);

  await rejects(file.blob(), { name: 'RequestError', code: 'GONE', status: 410 });
});

test('a link that does not work, though it is new, is a FileError', async (t) => {
  const { file } = await fileOf(t, [EXPIRED, newLink, EXPIRED]);

  await rejects(file.bytes(), { name: 'FileError', code: 'DOWNLOAD_FAILED', status: 403 });
});

test('damaged and broken downloads are repeated, and the right content is returned', async (t) => {
  const damaged = { bytes: Buffer.from('damaged') };
  const { file, routes } = await fileOf(t, [damaged, 'half an answer', { status: 500 }, OK]);

  ok(CONTENT.equals(await file.bytes()));
  equal(routes().length, 4);
});

test('a stream with other content than the file fails at its end', async (t) => {
  const { file } = await fileOf(t, [{ bytes: CONTENT.subarray(1) }]);
  const stream = await file.stream();

  await rejects(new Response(stream).arrayBuffer(), (error: { name: string; cause?: unknown }) => {
    const { code } = (error.cause ?? error) as { code?: string };
    return code === 'CHECKSUM_MISMATCH';
  });
});

test('a stream whose connection breaks fails with a ConnectionError', async (t) => {
  const { file } = await fileOf(t, ['half an answer']);
  const reader = (await file.stream()).getReader();

  const read = async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read());
  };

  await rejects(read(), { name: 'ConnectionError', code: 'CONNECTION_FAILED' });
});

test('a stream that is not read to its end can be cancelled', async (t) => {
  const { file } = await fileOf(t, [OK]);

  await (await file.stream()).cancel();
});

test('an empty file has empty bytes', async (t) => {
  const empty = { ...FILE, size: 0, sha256: createHash('sha256').digest('hex') };
  const build: Script = (_, url) => ({
    json: succeeded({ files: [{ ...empty, url: `${url}/a` }] }),
  });
  const { gateway } = await scriptedGateway(t, [build, { bytes: Buffer.alloc(0) }]);

  const [file] = (await gateway.get('01JD')).files;

  equal((await file?.bytes())?.length, 0);
});

test('the digest is that of SHA-256 for every length around a block, in chunks of any size', () => {
  for (let length = 0; length < 200; length++) {
    const content = randomBytes(length);
    const cut = Math.floor(length / 3);
    const digest = sha256();
    digest.update(content.subarray(0, cut));
    digest.update(content.subarray(cut));

    equal(digest.hex(), createHash('sha256').update(content).digest('hex'), `${length} bytes`);
  }
});
