import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { docsClient } from '../../shared/docs/client.ts';
import { openResult, readResultLinks } from '../../shared/docs/result.ts';
import { fixedSecret } from '../../shared/secret.ts';
import { serve } from '../serve.ts';
import { fakeDocs, SECRET } from './fake-docs.ts';

const FOLDER = '/cache/files/data/run-1/output';

/** A link as Docs writes it: with the name as it is. */
function docsLink(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return `http://inside${FOLDER}/${name}/${last}?md5=m-_&expires=17&shardkey=run-1&filename=${last}`;
}

function docsAt(url: string, storageOrigins: string[] = []) {
  return docsClient({ url, storageOrigins, inbox: fixedSecret(SECRET) });
}

/** A Docs that gives out one file, or refuses to; seen are the paths it was asked for. */
async function fileServer(t: TestContext, status: number, headers = {}, body = 'the file') {
  const seen: string[] = [];
  const url = await serve(t, (request, response) => {
    seen.push(request.url ?? '');
    response.writeHead(status, headers).end(body);
  });
  return { seen, docs: docsAt(url) };
}

const encodings = {
  'plain.docx': 'plain.docx',
  'a b.docx': 'a%20b.docx',
  'счёт.pdf': '%D1%81%D1%87%D1%91%D1%82.pdf',
  'emoji 😀.pdf': 'emoji%20%F0%9F%98%80.pdf',
  'a#b.docx': 'a%23b.docx',
  'a?b.docx': 'a%3Fb.docx',
  '??#.docx': '%3F%3F%23.docx',
  // Docs decodes before it signs, and leaves reserved characters alone: these are fetched so only.
  'a%23b.docx': 'a%23b.docx',
  'a+b&c=d;e,f@g$h!.docx': 'a+b&c=d;e,f@g$h!.docx',
  '[x]{y}.docx': '%5Bx%5D%7By%7D.docx',
  '.hidden': '.hidden',
};

for (const [name, path] of Object.entries(encodings)) {
  test(`the link of ${JSON.stringify(name)} is found and encoded`, async (t) => {
    const { seen, docs } = await fileServer(t, 200);
    const [link] = readResultLinks(docs, { [name]: docsLink(name) });
    assert.ok(link);

    const { body } = await openResult(docs, link);

    assert.equal(link.name, name);
    assert.equal((await buffer(body)).toString(), 'the file');
    assert.equal(seen[0]?.split('?')[0], `${FOLDER}/${path}/${path}`);
    const query = new URLSearchParams(seen[0]?.split('?')[1]);
    assert.deepEqual(Object.fromEntries(query), {
      md5: 'm-_',
      expires: '17',
      shardkey: 'run-1',
      filename: name,
    });
  });
}

test('a name with a folder in it, which a backslash makes, is found', () => {
  const [link] = readResultLinks(docsAt('https://docs.example'), {
    'w/a#b.docx': docsLink('w/a#b.docx'),
  });

  assert.equal(link?.name, 'a#b.docx');
  assert.equal(link?.url.split('?')[0], `https://docs.example${FOLDER}/w/a%23b.docx/a%23b.docx`);
});

test('files that differ by their folders alone have names of their own, the same each time', () => {
  const told = ['w/a.docx', 'a.docx', 'v/a.docx', 'v/a (2).docx', 'v/b', 'w/b', 'x/.c', 'y/.c'];
  const named = (paths: string[]) =>
    readResultLinks(
      docsAt('https://docs.example'),
      Object.fromEntries(paths.map((path) => [path, docsLink(path)])),
    ).map(({ name, url }) => [url.split('?')[0]?.split('/output/')[1], name]);

  assert.deepEqual(named(told), named(told.toReversed()));
  assert.deepEqual(named(told), [
    ['a.docx/a.docx', 'a.docx'],
    ['v/a%20(2).docx/a%20(2).docx', 'a (2).docx'],
    ['v/a.docx/a.docx', 'a (3).docx'],
    ['v/b/b', 'b'],
    ['w/a.docx/a.docx', 'a (4).docx'],
    ['w/b/b', 'b (2)'],
    ['x/.c/.c', '.c'],
    ['y/.c/.c', '.c (2)'],
  ]);
});

test('a name that ends in what looks like the query is not mistaken', () => {
  const name = 'x?md5=1&filename=y';
  const [link] = readResultLinks(docsAt('https://docs.example'), { [name]: docsLink(name) });

  assert.equal(new URL(link?.url ?? '').searchParams.get('md5'), 'm-_');
});

test('half of a character is no trouble', () => {
  const name = 'a\ud800.docx';

  assert.doesNotThrow(() =>
    readResultLinks(docsAt('https://docs.example'), { [name]: docsLink(name) }),
  );
});

test('a link straight into a listed storage is used as it is', () => {
  const url = 'https://files.s3.amazonaws.com/run-1/output/a%23b.docx?X-Amz-Signature=1';
  const docs = docsAt('https://docs.example', ['https://files.s3.amazonaws.com']);

  assert.deepEqual(readResultLinks(docs, { 'a#b.docx': url }), [{ name: 'a#b.docx', url }]);
});

test('the length is what Docs says, null when it does not or when it compresses', async (t) => {
  const link = { name: 'a.docx', url: '' };
  const url = await serve(t, (request, response) => {
    if (request.url === '/known') response.setHeader('content-length', 4);
    if (request.url === '/packed') response.setHeader('content-encoding', 'x-unknown');
    response.end('file');
  });

  const lengths = await Promise.all(
    ['/known', '/packed'].map(async (path) => {
      const { body, length } = await openResult(docsAt(url), { ...link, url: `${url}${path}` });
      await body.cancel();
      return length;
    }),
  );

  assert.deepEqual(lengths, [4, null]);
});

test('neither token nor compression is asked with', async (t) => {
  let headers: NodeJS.Dict<string | string[]> = {};
  const url = await serve(t, (request, response) => {
    headers = request.headers;
    response.end();
  });

  const { body } = await openResult(docsAt(url), { name: 'a', url });
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
    const { docs } = await fileServer(t, status, { location: '/elsewhere' });
    const [link] = readResultLinks(docs, { [name]: docsLink(name) });
    assert.ok(link);

    const error = await openResult(docs, link).catch((thrown) => thrown);

    assert.equal(error.code, code);
    assert.ok(error.message.includes(JSON.stringify(name)));
    assert.ok(!error.message.includes('md5'));
  });
}

test('a redirect of a link is not followed', async (t) => {
  const { seen, docs } = await fileServer(t, 302, { location: '/elsewhere' });

  await assert.rejects(openResult(docs, { name: 'a', url: `${docs.url}/first` }));

  assert.deepEqual(seen, ['/first']);
});

test('a Docs that is gone is not available', async () => {
  const docs = docsAt('http://127.0.0.1:9');

  await assert.rejects(
    openResult(docs, { name: 'a.docx', url: 'http://127.0.0.1:9/x?md5=secret' }),
    {
      code: 'DOCS_UNAVAILABLE',
      message: /^Docs did not give out "a\.docx" \(/,
    },
  );
});

test('the caller’s signal ends a download that has begun', async (t) => {
  const { url } = await fakeDocs(t, [{}]);
  const slow = await serve(t, (_request, response) => response.writeHead(200).write('begin'));
  const gone = new AbortController();

  const { body } = await openResult(docsAt(url), { name: 'a', url: slow }, gone.signal);
  const read = buffer(body);
  gone.abort();

  await assert.rejects(read, { name: 'AbortError' });
});

test('a path that ends in a slash has a name all the same', () => {
  const docs = docsAt('https://docs.example');
  const [link] = readResultLinks(docs, { 'y/': 'https://docs.example/cache/y' });

  assert.equal(link?.name, 'y_');
});
