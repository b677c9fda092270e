import { deepEqual, equal, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openFile } from '../../../shared/docs/open-file.ts';
import { docsAt } from '../../support/docs/served-file.ts';

const FILE = Buffer.from(
  'the whole file, which is long enough to be cut in its middle'.repeat(500),
);
const PACKED = gzipSync(FILE, { level: 0 });
const half = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);

const chunk = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
const LAST = Buffer.from('0\r\n\r\n');

/** A Docs that sends these bytes after its header, and then closes the connection. */
async function sending(t: TestContext, headers: string[], body: Buffer, isFile = true) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    socket.once('data', () => {
      const disposition = isFile ? ['content-disposition: attachment'] : [];
      const lines = ['HTTP/1.1 200 OK', ...disposition, ...headers, '', ''];
      socket.write(lines.join('\r\n'));
      socket.end(body);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function read(t: TestContext, headers: string[], body: Buffer): Promise<Buffer> {
  const url = await sending(t, headers, body);
  const { body: file } = await openFile(docsAt(url), {
    name: 'a.docx',
    url: `${url}/a?md5=secret`,
  });
  return buffer(file);
}

const lengthOf = (bytes: Buffer) => `content-length: ${bytes.length}`;
const CHUNKED = 'transfer-encoding: chunked';
const GZIP = 'content-encoding: gzip';

const WHOLE: [how: string, headers: string[], body: Buffer][] = [
  ['with its length', [lengthOf(FILE)], FILE],
  [
    'in chunks',
    [CHUNKED],
    Buffer.concat([chunk(half(FILE)), chunk(FILE.subarray(FILE.length / 2)), LAST]),
  ],
  ['compressed, with a length', [GZIP, lengthOf(PACKED)], PACKED],
];

for (const [how, headers, body] of WHOLE) {
  test(`a file that is sent ${how} is read to its end`, async (t) => {
    deepEqual(await read(t, headers, body), FILE);
  });
}

const CUT: [how: string, headers: string[], body: Buffer][] = [
  ['with its length', [lengthOf(FILE)], half(FILE)],
  ['in chunks', [CHUNKED], chunk(half(FILE))],
  ['compressed, with a length', [GZIP, lengthOf(PACKED)], half(PACKED)],
];

for (const [how, headers, body] of CUT) {
  test(`a file that is sent ${how} and is cut in its middle is an error`, async (t) => {
    await rejects(read(t, headers, body));
  });
}

const UNVERIFIABLE: [how: string, headers: string[], body: Buffer][] = [
  ['without length and chunks', [], FILE],
  ['without length and chunks, and is cut', [], half(FILE)],
  ['compressed in chunks', [GZIP, CHUNKED], Buffer.concat([chunk(PACKED), LAST])],
  ['compressed in chunks, and is cut', [GZIP, CHUNKED], Buffer.concat([chunk(half(PACKED)), LAST])],
  ['compressed without a length, and is cut', [GZIP], half(PACKED)],
];

for (const [how, headers, body] of UNVERIFIABLE) {
  test(`a file that is sent ${how} is refused, because its end cannot be verified`, async (t) => {
    const error = await read(t, headers, body).catch((thrown) => thrown);

    equal(error.code, 'STORAGE_FAILED');
    equal(
      error.message,
      'Docs sent "a.docx" without its length, so that a part of it could not be told from the whole',
    );
  });
}

test('a page without a length in the place of a file means that Docs is unavailable for now', async (t) => {
  const url = await sending(t, ['content-type: text/html'], Buffer.from('<html>'), false);
  const link = { name: 'a.docx', url: `${url}/a?md5=secret` };

  await rejects(openFile(docsAt(url), link), { code: 'DOCS_UNAVAILABLE' });
});
