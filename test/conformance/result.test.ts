import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { after, test } from 'node:test';
import { anyDocs } from './support/any-docs.ts';
import { scriptHost } from './support/script-host.ts';

const docs = await anyDocs();
const host = await scriptHost();
after(() => Promise.all([docs.stop(), host.stop()]));

const saving = (...names: string[]) =>
  host.serve(...names.map((name) => `builder.WriteData("${name}", "0123456789", false);`));

const key = `test-${crypto.randomUUID()}`;
const { urls = {} } = await docs.build({ key, url: saving('a.txt', 'report.docx') });
const link = urls['a.txt'] ?? '';
const answeredAt = Date.now() / 1000;

/** The status and body of a link after `encode` was applied to each part of its path. */
async function statusOf(given: string, encode: (name: string) => string) {
  const [, origin, path = '', query] =
    /^(https?:\/\/[^/]+)(.*)(\?md5=[^&]*&expires=\d+)/s.exec(given) ?? [];
  const response = await fetch(origin + path.split('/').map(encode).join('/') + query);
  return [response.status, response.ok ? await response.text() : ''];
}

const lenient = (name: string) => encodeURI(name).replace(/#/g, '%23').replace(/\?/g, '%3F');

test('a link contains key, file and shard key, and its signature is valid for 15 minutes', () => {
  const { pathname, searchParams } = new URL(link);
  const left = Number(searchParams.get('expires')) - answeredAt;

  equal(pathname, `/cache/files/data/${key}/output/a.txt/a.txt`);
  deepEqual([...searchParams.keys()], ['md5', 'expires', 'shardkey', 'filename']);
  equal(searchParams.get('shardkey'), key);
  ok(left > 880 && left <= 901, `${left} s left`);
});

test('a file is downloaded from its link without a token, as an attachment with the type of its name', async () => {
  const text = await fetch(link);
  const docx = await fetch(urls['report.docx'] ?? '');

  equal(await text.text(), '0123456789');
  deepEqual(
    ['content-disposition', 'content-length', 'accept-ranges'].map((name) =>
      text.headers.get(name),
    ),
    ['attachment', '10', 'bytes'],
  );
  match(text.headers.get('content-type') ?? '', /^text\/plain/);
  match(docx.headers.get('content-type') ?? '', /wordprocessingml/);
});

test('a page that a script saves is a download too', async () => {
  const { urls: pages = {} } = await docs.build({
    url: host.serve('builder.WriteData("page.html", "<html></html>", false);'),
  });

  const response = await fetch(pages['page.html'] ?? '');

  equal(await response.text(), '<html></html>');
  match(response.headers.get('content-type') ?? '', /^text\/html/);
  deepEqual(
    ['content-disposition', 'content-length'].map((name) => response.headers.get(name)),
    ['attachment', '13'],
  );
});

test('a range of a file can be downloaded', async () => {
  const ask = (range: string) => fetch(link, { headers: { range } });

  const part = await ask('bytes=2-4');
  const rest = await ask('bytes=7-');
  const end = await ask('bytes=-2');
  const beyond = await ask('bytes=10-');

  deepEqual([part.status, await part.text()], [206, '234']);
  equal(part.headers.get('content-range'), 'bytes 2-4/10');
  deepEqual([await rest.text(), await end.text()], ['789', '89']);
  deepEqual([beyond.status, await beyond.text()], [400, '']);
});

test('a HEAD request to a link is answered with 404', async () => {
  equal((await fetch(link, { method: 'HEAD' })).status, 404);
});

test('a changed link is rejected, unless only its shard key or filename was changed', async () => {
  const status = async (from: RegExp, to: string) => (await fetch(link.replace(from, to))).status;
  const other = link.includes('md5=_') ? '-' : '_';

  equal(await status(/md5=./, `md5=${other}`), 403);
  equal(await status(/expires=\d+/, 'expires=4000000000'), 403);
  equal(await status(/a\.txt\/a\.txt/, 'b.txt/b.txt'), 403);
  equal(await status(/md5=[^&]*&/, ''), 403);
  equal(await status(/expires=\d+/, 'expires=1000000000'), 410);
  equal(await status(/shardkey=[^&]*/, 'shardkey=other'), 200);
  equal(await status(/filename=.*/, 'filename=other'), 200);
});

test('links begin with the address in the forwarded headers of the request', async () => {
  const body = JSON.stringify({ token: await docs.sign({ key }) });
  const headers = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'docs_1.example.com, inner',
    'x-forwarded-prefix': '/office',
  };

  const answer = await docs.post('/docbuilder', body, headers);

  const begin = 'https://docs%5f1.example.com/office/cache/files/data/';
  equal(answer.urls?.['a.txt']?.slice(0, begin.length), begin);
});

test('each request to a finished build returns new links', async () => {
  const again = (await docs.ask({ key })).urls?.['a.txt'] ?? '';

  equal(new URL(again).pathname, new URL(link).pathname);
  equal((await fetch(again)).status, 200);
});

test('links contain names unescaped, and most files can be downloaded after encodeURI', async () => {
  const names = ['a b.txt', 'é+&=,;:@$.txt', "[(Счёт №1)]!~*^{}'.txt".replace("'", ''), '😀..txt'];

  const { urls: odd = {} } = await docs.build({ url: saving(...names) });

  deepEqual(Object.keys(odd).sort(), [...names].sort());
  for (const name of names) {
    ok(odd[name]?.includes(`/output/${name}/${name}?md5=`));
    deepEqual(await statusOf(odd[name] ?? '', lenient), [200, '0123456789']);
  }
});

test('a link with an escaped reserved character is answered with 400', async () => {
  const { urls: odd } = await docs.build({ url: saving('a+b.txt') });

  deepEqual(await statusOf(odd?.['a+b.txt'] ?? '', encodeURIComponent), [400, '']);
});

test('files with #, ?, a leading dot or an escape in their names cannot be downloaded', async () => {
  const names = ['a#b.txt', 'a?b.txt', '.hidden.txt', 'a%41.txt'];

  const { urls: odd = {} } = await docs.build({ url: saving(...names) });
  const encoded = await Promise.all(names.map((name) => statusOf(odd[name] ?? '', lenient)));
  const asGiven = await Promise.all(
    names.map(async (name) => (await fetch(odd[name] ?? '')).status),
  );

  deepEqual(
    encoded.map(([status]) => status),
    [400, 400, 400, 403],
  );
  deepEqual(asGiven, [403, 403, 400, 400]);
});

test('a build with a % that begins no escape in a name fails with -1', async () => {
  deepEqual(await docs.build({ url: saving('50% off.txt', 'good.txt') }), { error: -1 });
});

test('a backslash in the name of a file becomes a folder', async () => {
  const { urls: odd = {} } = await docs.build({ url: saving('a\\\\b.txt') });

  deepEqual(Object.keys(odd), ['a/b.txt']);
  deepEqual(await statusOf(odd['a/b.txt'] ?? '', lenient), [200, '0123456789']);
});
