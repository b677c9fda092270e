import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { openFile } from '../../../shared/docs/open-file.ts';
import { readResultLinks } from '../../../shared/docs/result-links.ts';
import { fakeDocs } from '../../support/docs/fake-docs.ts';
import {
  ATTACHMENT,
  docsAt,
  docsLink,
  FOLDER,
  oneFileDocs,
} from '../../support/docs/served-file.ts';
import { serve } from '../../support/serve.ts';

test('the length of a file is the one that Docs sends, and null without one or with compression', async (t) => {
  const link = { name: 'a.docx', url: '' };
  const url = await serve(t, (request, response) => {
    response.setHeader('content-disposition', 'attachment');
    if (request.url === '/known') response.setHeader('content-length', 4);
    if (request.url === '/packed') response.setHeader('content-encoding', 'x-unknown');
    response.end('file');
  });

  const lengths = await Promise.all(
    ['/known', '/packed'].map(async (path) => {
      const { body, length } = await openFile(docsAt(url), { ...link, url: `${url}${path}` });
      await body.cancel();
      return length;
    }),
  );

  assert.deepEqual(lengths, [4, null]);
});

test('a file is requested without a token and without compression', async (t) => {
  let headers: NodeJS.Dict<string | string[]> = {};
  const url = await serve(t, (request, response) => {
    headers = request.headers;
    response.writeHead(200, ATTACHMENT).end();
  });

  const { body } = await openFile(docsAt(url), { name: 'a', url });
  await body.cancel();

  assert.equal(headers['accept-encoding'], 'identity');
  assert.equal(headers.authorization, undefined);
});

const refusals: [number, string, string][] = [
  [403, 'a.docx', 'RESULT_EXPIRED'],
  [404, 'a.docx', 'RESULT_EXPIRED'],
  [410, 'a.docx', 'RESULT_EXPIRED'],
  [410, 'a#b.docx', 'RESULT_EXPIRED'],
  [400, 'a.docx', 'DOCS_PROTOCOL'],
  [302, 'a.docx', 'DOCS_PROTOCOL'],
  [206, 'a.docx', 'DOCS_PROTOCOL'],
  [429, 'a.docx', 'DOCS_UNAVAILABLE'],
  [500, 'a.docx', 'DOCS_UNAVAILABLE'],
  [503, 'a#b.docx', 'DOCS_UNAVAILABLE'],
  [400, 'a#b.docx', 'SCRIPT_FAILED'],
  [403, 'a?b.docx', 'SCRIPT_FAILED'],
  [400, 'a%41.docx', 'SCRIPT_FAILED'],
  [404, '.hidden.docx', 'SCRIPT_FAILED'],
];

for (const [status, name, code] of refusals) {
  test(`status ${status} for ${name} is ${code}, naming the file and not the link`, async (t) => {
    const { docs } = await oneFileDocs(t, status, { location: '/elsewhere' });
    const [link] = readResultLinks(docs, { [name]: docsLink(name) });
    assert.ok(link);

    const error = await openFile(docs, link).catch((thrown) => thrown);

    assert.equal(error.code, code);
    assert.ok(error.message.includes(JSON.stringify(name)));
    assert.ok(!error.message.includes('md5'));
  });
}

test('the error of a 404 to a link that has not expired names the wrong address', async (t) => {
  const { docs } = await oneFileDocs(t, 404);
  const openIn = (seconds: number) => {
    const expires = Math.floor(Date.now() / 1000) + seconds;
    const url = `${docs.url}${FOLDER}/a.docx/a.docx?md5=secret&expires=${expires}&filename=a.docx`;
    return openFile(docs, { name: 'a.docx', url });
  };

  await assert.rejects(openIn(60), {
    code: 'RESULT_EXPIRED',
    message:
      'Docs answered 404 to its own link of "a.docx", which has not expired: its files are not served below docs.url, or its proxy does not know the path',
  });
  await assert.rejects(openIn(-60), {
    code: 'RESULT_EXPIRED',
    message: 'Docs answered 404 to its own link of "a.docx"',
  });
});

test('a redirect of a link is not followed', async (t) => {
  const { seen, docs } = await oneFileDocs(t, 302, { location: '/elsewhere' });

  await assert.rejects(openFile(docs, { name: 'a', url: `${docs.url}/first` }));

  assert.deepEqual(seen, ['/first']);
});

test('a download from an unreachable Docs is DOCS_UNAVAILABLE', async () => {
  const docs = docsAt('http://127.0.0.1:9');

  await assert.rejects(openFile(docs, { name: 'a.docx', url: 'http://127.0.0.1:9/x?md5=secret' }), {
    code: 'DOCS_UNAVAILABLE',
    message: /^Docs did not send "a\.docx" \(/,
  });
});

test('the caller’s signal ends a download that has begun', async (t) => {
  const { url } = await fakeDocs(t, [{}]);
  const slow = await serve(t, (_request, response) =>
    response.writeHead(200, ATTACHMENT).write('begin'),
  );
  const gone = new AbortController();

  const { body } = await openFile(docsAt(url), { name: 'a', url: slow }, gone.signal);
  const read = buffer(body);
  gone.abort();

  await assert.rejects(read, { name: 'AbortError' });
});
