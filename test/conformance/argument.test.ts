import { deepEqual, equal } from 'node:assert/strict';
import { after, test } from 'node:test';
import { anyDocs } from './support/any-docs.ts';
import { scriptHost } from './support/script-host.ts';

const docs = await anyDocs();
const host = await scriptHost();
after(() => Promise.all([docs.stop(), host.stop()]));

const saying = (expression: string) =>
  host.serve(`var said = ${expression};`, 'builder.WriteData("said.txt", "jsValue(said)");');

const ECHO = saying('JSON.stringify(Argument)');

const LENGTH = saying('String(Argument.text.length)');

/** What a script prints of its argument, or Docs' error number. */
async function said(url: string, argument: unknown) {
  const { error, urls } = await docs.build({ url, argument });
  return error ?? (await (await fetch(urls?.['said.txt'] ?? '')).json());
}

/** An argument of this many bytes on the command line, `--argument=` included. */
const ofBytes = (bytes: number) => ({ text: 'x'.repeat(bytes - '--argument={"text":""}'.length) });

test('a script receives any text in its argument unchanged', async () => {
  const argument = { text: 'quote " \' $(id) `id` \\ \n\t\u0000 é 😀 Зоя', list: [1, null, true] };

  deepEqual(await said(ECHO, argument), argument);
});

test('a script receives an argument that is null, 0, false or "" as an empty object', async () => {
  for (const argument of [null, 0, false, '', undefined]) {
    deepEqual(await said(ECHO, argument), {});
  }
});

test('an argument of 128 KiB less one byte is accepted, and one byte more fails with -3', async () => {
  equal(await said(LENGTH, ofBytes(131_071)), 131_071 - 22);
  equal(await said(LENGTH, ofBytes(131_072)), -3);
});

test('the limit of an argument counts bytes of UTF-8, not characters', async () => {
  equal(await said(LENGTH, { text: 'я'.repeat(60_000) }), 60_000);
  equal(await said(LENGTH, { text: 'я'.repeat(70_000) }), -3);
});
