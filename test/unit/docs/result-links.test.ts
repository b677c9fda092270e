import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { openFile } from '../../../shared/docs/open-file.ts';
import { readResultLinks } from '../../../shared/docs/result-links.ts';
import { docsAt, docsLink, FOLDER } from '../../support/docs/served-file.ts';
import { serve } from '../../support/serve.ts';

const encodings = {
  'plain.docx': 'plain.docx',
  'a b.docx': 'a%20b.docx',
  'счёт.pdf': '%D1%81%D1%87%D1%91%D1%82.pdf',
  'emoji 😀.pdf': 'emoji%20%F0%9F%98%80.pdf',
  'a#b.docx': 'a%23b.docx',
  'a?b.docx': 'a%3Fb.docx',
  '??#.docx': '%3F%3F%23.docx',
  // Docs decodes a path before it signs it, but not reserved characters: only these forms can be fetched.
  'a%23b.docx': 'a%23b.docx',
  'a+b&c=d;e,f@g$h!.docx': 'a+b&c=d;e,f@g$h!.docx',
  '[x]{y}.docx': '%5Bx%5D%7By%7D.docx',
  '.hidden': '.hidden',
};

for (const [name, path] of Object.entries(encodings)) {
  test(`the link of ${JSON.stringify(name)} is found and encoded`, async (t) => {
    const seen: string[] = [];
    const served = await serve(t, (request, response) => {
      seen.push(request.url ?? '');
      response.setHeader('content-disposition', 'attachment').end('the file');
    });
    const docs = docsAt(served);
    const [link] = readResultLinks(docs, { [name]: docsLink(name) });
    assert.ok(link);

    const { body } = await openFile(docs, link);

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

test('files that differ only by their folders have unique names, the same each time', () => {
  const paths = ['w/a.docx', 'a.docx', 'v/a.docx', 'v/a (2).docx', 'v/b', 'w/b', 'x/.c', 'y/.c'];
  const named = (paths: string[]) =>
    readResultLinks(
      docsAt('https://docs.example'),
      Object.fromEntries(paths.map((path) => [path, docsLink(path)])),
    ).map(({ name, url }) => [url.split('?')[0]?.split('/output/')[1], name]);

  assert.deepEqual(named(paths), named(paths.toReversed()));
  assert.deepEqual(named(paths), [
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

test('a name that ends like the query of a link is read completely', () => {
  const name = 'x?md5=1&filename=y';
  const [link] = readResultLinks(docsAt('https://docs.example'), { [name]: docsLink(name) });

  assert.equal(new URL(link?.url ?? '').searchParams.get('md5'), 'm-_');
});

test('half of a surrogate pair in a name is accepted', () => {
  const name = 'a\ud800.docx';

  assert.doesNotThrow(() =>
    readResultLinks(docsAt('https://docs.example'), { [name]: docsLink(name) }),
  );
});

test('the link of a result in a listed storage is not changed', () => {
  const url = 'https://files.s3.amazonaws.com/run-1/output/a%23b.docx?X-Amz-Signature=1';
  const docs = docsAt('https://docs.example', ['https://files.s3.amazonaws.com']);

  assert.deepEqual(readResultLinks(docs, { 'a#b.docx': url }), [{ name: 'a#b.docx', url }]);
});

test('a path that ends in a slash has a name', () => {
  const docs = docsAt('https://docs.example');
  const [link] = readResultLinks(docs, { 'y/': 'https://docs.example/cache/y' });

  assert.equal(link?.name, 'y_');
});

/** How many names are looked up while links with these paths get their names. */
function lookupsFor(paths: string[]): number {
  let lookups = 0;
  const has = Set.prototype.has;
  Set.prototype.has = function (value) {
    lookups += 1;
    return has.call(this, value);
  };
  try {
    readResultLinks(
      docsAt('https://docs.example'),
      Object.fromEntries(paths.map((path) => [path, ''])),
    );
  } finally {
    Set.prototype.has = has;
  }
  return lookups;
}

test('the work for equal names grows with their number', () => {
  const clashing = (count: number) =>
    Array.from({ length: count }, (_, index) => `${index}/a.docx`);
  const tricky = (count: number) =>
    Array.from({ length: count }, (_, index) => (index % 2 ? `${index}/a` : `a (${index})`));

  for (const paths of [clashing, tricky]) {
    assert.ok(lookupsFor(paths(1000)) <= 3000);
    assert.ok(lookupsFor(paths(2000)) <= 6000);
  }
});
