import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { anyDocs } from './support/any-docs.ts';
import { scriptHost } from './support/script-host.ts';

const docs = await anyDocs();
const host = await scriptHost();
after(() => Promise.all([docs.stop(), host.stop()]));

const HELLO = ['builder.WriteData("hello.txt", "hello", false);'];

const textOf = async (url: string | undefined) => await (await fetch(url ?? '')).text();

test('a build without a key gets one from Docs, and a request waits for the end by default', async () => {
  const answer = await docs.ask({ url: host.serve(...HELLO) });

  deepEqual(Object.keys(answer), ['key', 'urls', 'end']);
  match(answer.key ?? '', /^bld_[0-9a-f]{16}$/);
  equal(answer.end, true);
  deepEqual(Object.keys(answer.urls ?? {}), ['hello.txt']);
  equal(await textOf(answer.urls?.['hello.txt']), 'hello');
});

test('a request with async does not wait, and a request with the key alone returns the end', async () => {
  const key = `test-${randomUUID()}`;
  const url = host.serve(...HELLO);

  const first = await docs.ask({ async: true, key, url });
  const last = await docs.build({ key, url });

  deepEqual(first, { key, end: false });
  deepEqual([last.key, last.end], [key, true]);
});

test('async is set by the text "true" or a number, but by no other text', async () => {
  const url = host.serve(...HELLO);

  const word = await docs.ask({ async: 'true', url });
  const otherWord = await docs.ask({ async: 'yes', url });
  const number = await docs.ask({ async: 1, url });

  deepEqual([word.end, otherWord.end, number.end], [false, true, false]);
});

test('five requests with the same key at once run the script once', async () => {
  const key = `test-${randomUUID()}`;
  const url = host.serve(...HELLO);

  await Promise.all(Array.from({ length: 5 }, () => docs.ask({ async: true, key, url })));
  const end = await docs.build({ key, url });

  equal(end.end, true);
  equal(host.hitsOf(url).length, 1);
});

test('a request with an unknown key alone is accepted, and then fails with -3 for ever', async () => {
  const key = `test-${randomUUID()}`;

  const first = await docs.ask({ async: true, key });
  const end = await docs.build({ key });
  const again = await docs.ask({ async: true, key });

  deepEqual(first, { key, end: false });
  deepEqual([end, again], [{ error: -3 }, { error: -3 }]);
});

test('a script that throws fails for ever, and its files are lost', async () => {
  const key = `test-${randomUUID()}`;
  const url = host.serve(...HELLO, 'throw new Error("no");');

  const end = await docs.build({ key, url });
  const again = await docs.build({ key, url });

  deepEqual([end, again], [{ error: -3 }, { error: -3 }]);
  equal(host.hitsOf(url).length, 1);
});

test('a request without key, url and body fails with -1', async () => {
  const token = await docs.sign({ async: true });

  const bare = await docs.post('/docbuilder', '', { [docs.tokenHeader]: `Bearer ${token}` });

  deepEqual(bare, { error: -1 });
});

test('each kind of key that is not a valid file name fails with its own number', async () => {
  const url = host.serve(...HELLO);

  const long = await docs.build({ key: 'k'.repeat(256), url });
  const outside = await docs.build({ key: `../${randomUUID()}`, url });
  const nested = await docs.build({ key: `${randomUUID()}/b`, url });

  deepEqual([long, outside, nested], [{ error: -1 }, { error: -7 }, { error: -3 }]);
});

test('an empty script succeeds without files', async () => {
  const end = await docs.build({ url: host.serve('') });

  deepEqual([end.end, end.urls], [true, {}]);
});

test('code after a builder call on the same line is not run', async () => {
  const swallowed = 'builder.CreateFile("docx"); throw new Error("never thrown");';

  const end = await docs.build({ url: host.serve(swallowed) });

  deepEqual([end.end, end.urls], [true, {}]);
});

test('a script saves a real docx and a real pdf', async () => {
  const url = host.serve(
    'builder.CreateFile("docx");',
    'Api.GetDocument().GetElement(0).AddText("Grüße " + Argument.name);',
    'builder.SaveFile("docx", "folder/letter.docx");',
    'builder.SaveFile("pdf", "letter.pdf");',
    'builder.CloseFile();',
  );

  const end = await docs.build({ url, argument: { name: 'Зоя 😀' } });
  const pdf = await textOf(end.urls?.['letter.pdf']);
  const docx = await textOf(end.urls?.['letter.docx']);

  deepEqual(Object.keys(end.urls ?? {}), ['letter.docx', 'letter.pdf']);
  deepEqual([pdf.slice(0, 5), docx.slice(0, 2)], ['%PDF-', 'PK']);
});

test('files are listed in the order of their names, and the last one saved with a name is kept', async () => {
  const saving = (name: string, text: string) => [
    'builder.CreateFile("docx");',
    `Api.GetDocument().GetElement(0).AddText("${text}");`,
    `builder.SaveFile("txt", "${name}");`,
    'builder.CloseFile();',
  ];

  const url = host.serve(...saving('b.txt', 'first'), ...saving('x/b.txt', 'last'), ...HELLO);
  const end = await docs.build({ url });

  deepEqual(Object.keys(end.urls ?? {}), ['b.txt', 'hello.txt']);
  equal((await textOf(end.urls?.['b.txt'])).trim(), 'last');
});

test('four scripts at once all succeed', async () => {
  const url = host.serve(...HELLO);

  const ends = await Promise.all(Array.from({ length: 4 }, () => docs.build({ url })));

  ok(ends.every(({ end }) => end));
});
