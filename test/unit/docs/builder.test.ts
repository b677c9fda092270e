import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { askForBuild, askForResults, isEndInDocs } from '../../../shared/docs/builder.ts';
import { GatewayError } from '../../../shared/errors.ts';
import { claimsOf, fakeDocs } from '../../support/docs/fake-docs.ts';

const BUILD = { key: 'run-1', scriptUrl: 'https://gateway.example/v1/scripts/a/b/c?x=1' };

test('a build is requested with its own key and script, asynchronously', async (t) => {
  const { docs, asked } = await fakeDocs(t, [{ key: 'run-1', end: false }]);

  const answer = await askForBuild(docs, { ...BUILD, argument: { number: '2026-0042' } });

  assert.deepEqual(answer, { state: 'running' });
  const { token: _, ...params } = asked[0]?.body ?? {};
  assert.equal(asked[0]?.path, '/docbuilder?shardkey=run-1');
  assert.deepEqual(params, {
    async: true,
    key: 'run-1',
    url: BUILD.scriptUrl,
    argument: { number: '2026-0042' },
  });
});

test('each request is signed anew, with the same parameters', async (t) => {
  const { docs, asked } = await fakeDocs(t, [{ key: 'run-1', end: false }]);

  await askForBuild(docs, BUILD);
  await askForBuild(docs, BUILD);

  const { iat: _iat, exp: _exp, ...first } = claimsOf(asked[0]);
  const { iat: _iat2, exp: _exp2, ...second } = claimsOf(asked[1]);
  assert.deepEqual(first, second);
  assert.deepEqual(first, {
    async: true,
    key: 'run-1',
    url: BUILD.scriptUrl,
    operation: 'docbuilder',
  });
});

for (const argument of [null, 0, '', false]) {
  test(`the argument ${JSON.stringify(argument)} is sent unchanged`, async (t) => {
    const { docs, asked } = await fakeDocs(t, [{ key: 'run-1', end: false }]);

    await askForBuild(docs, { ...BUILD, argument });

    assert.deepEqual(asked[0]?.body.argument, argument);
  });
}

test('new links of a build are requested by the key alone', async (t) => {
  const { docs, asked } = await fakeDocs(t, [{ key: 'run-1', end: true, urls: {} }]);

  assert.deepEqual(await askForResults(docs, 'run-1'), { state: 'done', results: [] });

  const { token: _, ...params } = asked[0]?.body ?? {};
  assert.deepEqual(params, { async: true, key: 'run-1' });
});

test('a finished build has its files, with links to the configured Docs', async (t) => {
  const path = '/cache/files/data/run-1/output';
  const { docs, url } = await fakeDocs(t, [
    {
      key: 'run-1',
      end: true,
      urls: {
        'a.docx': `http://inside:8000${path}/a.docx/a.docx?md5=m&expires=1&shardkey=run-1&filename=a.docx`,
        'b.pdf': `http://inside:8000${path}/b.pdf/b.pdf?md5=n&expires=1&filename=b.pdf`,
      },
    },
  ]);

  assert.deepEqual(await askForBuild(docs, BUILD), {
    state: 'done',
    results: [
      {
        name: 'a.docx',
        url: `${url}${path}/a.docx/a.docx?md5=m&expires=1&shardkey=run-1&filename=a.docx`,
      },
      { name: 'b.pdf', url: `${url}${path}/b.pdf/b.pdf?md5=n&expires=1&filename=b.pdf` },
    ],
  });
});

const names = ['__proto__', ...Object.getOwnPropertyNames(Object.prototype), 'length', '0', ' '];

for (const name of names) {
  test(`a file saved as ${JSON.stringify(name)} is listed`, async (t) => {
    const link = `http://inside/cache/files/data/run-1/output/${name}/${name}?md5=m`;
    const urls = `{"a.docx":"http://inside/a.docx",${JSON.stringify(name)}:${JSON.stringify(link)}}`;
    const { docs } = await fakeDocs(t, [
      (response) => response.end(`{"key":"run-1","end":true,"urls":${urls}}`),
    ]);

    const answer = await askForBuild(docs, BUILD);

    const results = answer.state === 'done' ? answer.results : [];
    assert.deepEqual(results.map((result) => result.name).sort(), [name, 'a.docx'].sort());
    const url = results.find((result) => result.name === name)?.url ?? '';
    assert.ok(url.startsWith(`${docs.url}/cache/files/data/run-1/output/`));
  });
}

test('a file with any name that JSON can contain is listed', async (t) => {
  let urls = {};
  const { docs } = await fakeDocs(t, [
    (response) => response.end(JSON.stringify({ key: 'run-1', end: true, urls })),
  ]);
  const name = fc.string({ unit: 'binary', minLength: 1 }).filter((it) => !it.includes('/'));
  const saved = fc.uniqueArray(fc.oneof(name, fc.constantFrom(...names)), { maxLength: 20 });

  await fc.assert(
    fc.asyncProperty(saved, async (listed) => {
      urls = Object.fromEntries(listed.map((it) => [it, 'http://inside/x']));
      const answer = await askForBuild(docs, BUILD);

      const found = answer.state === 'done' ? answer.results.map((result) => result.name) : [];
      assert.deepEqual(found.sort(), [...listed].sort());
    }),
    { numRuns: 50 },
  );
});

test('the report of an instrumented script is no result, and is not counted', async (t) => {
  const names = [...Array.from({ length: 100 }, (_, index) => `${index}.txt`), 'd1.json'];
  const urls = Object.fromEntries(names.map((name) => [name, `http://inside/${name}`]));
  const { docs, url } = await fakeDocs(t, [{ key: 'run-1', end: true, urls }]);

  for (const answer of [
    await askForBuild(docs, { ...BUILD, report: 'd1.json' }),
    await askForResults(docs, 'run-1', 'd1.json'),
  ]) {
    const { results = [], report } = answer.state === 'done' ? answer : {};
    assert.deepEqual(report, { name: 'd1.json', url: `${url}/d1.json` });
    assert.equal(results.length, 100);
    assert.ok(!results.some(({ name }) => name === 'd1.json'));
  }
});

test('a hundred files are listed, and one more is an error that ends the build', async (t) => {
  const urlsOf = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}/a.txt`, '']));
  const { docs } = await fakeDocs(t, [
    { key: 'run-1', end: true, urls: urlsOf(100) },
    { key: 'run-1', end: true, urls: urlsOf(101) },
  ]);

  const listed = await askForBuild(docs, BUILD);
  const error = await askForBuild(docs, BUILD).catch((thrown: GatewayError) => thrown);

  assert.equal(listed.state === 'done' && listed.results.length, 100);
  assert.ok(error instanceof GatewayError);
  assert.deepEqual(
    [error.code, error.message, isEndInDocs(error)],
    ['RESULT_TOO_LARGE', 'The script saved 101 files; the limit is 100.', true],
  );
});
