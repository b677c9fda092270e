import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import type { Build } from '../../shared/build/build.ts';
import { textOf } from '../support/docs/documents.ts';
import { docx, held, script } from '../support/docs/scripts.ts';
import { openShop } from '../support/shop.ts';
import { testEnds } from '../support/stack/ends.ts';
import { openGateway } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'outputs');
const shop = await openShop();
after(() => shop.stop());
const MIB = 1024 * 1024;

const namesOf = ({ files }: Build) => files.map(({ name }) => name).sort();
const keysOf = ({ files }: Build) => Object.fromEntries(files.map(({ name, key }) => [name, key]));

/** Checks that a build's files lie in the bucket as the build says. */
async function checkObjects(build: Build): Promise<void> {
  for (const file of build.files) {
    const { ContentLength, ContentType, ContentDisposition, Metadata } = await gateway.headOf(file);
    const bytes = await gateway.fileOf(build, file.name);

    equal(ContentLength, file.size);
    equal(ContentType, file.contentType);
    equal(Metadata?.['build-id'], build.id);
    equal(createHash('sha256').update(bytes).digest('hex'), file.sha256);
    match(`${ContentDisposition}`, /^attachment; filename/);
    const [, extended] = /filename\*=UTF-8''([^;]+)/.exec(`${ContentDisposition}`) ?? [];
    const [, plain] = /filename="?([^";]+)"?/.exec(`${ContentDisposition}`) ?? [];
    equal(extended ? decodeURIComponent(extended) : plain, file.name);
  }
}

test('named outputs are stored under their keys, and all others in the folder of "*"', async () => {
  const caller = await gateway.as();
  const text = script(
    'paragraph.AddText("in four formats");',
    ['docx', 'invoice.docx'],
    ['pdf', 'invoice.pdf'],
    ['txt', 'invoice.txt'],
    ['odt', 'Счёт №1.odt'],
  );

  const build = await caller.build({
    script: text,
    outputs: { 'invoice.docx': 'invoices/2026/0042.docx', '*': 'invoices/extra/' },
  });

  equal(build.status, 'succeeded', JSON.stringify(build));
  const folder = `results/${caller.tenant}/invoices`;
  deepEqual(keysOf(build), {
    'invoice.docx': `${folder}/2026/0042.docx`,
    'invoice.pdf': `${folder}/extra/invoice.pdf`,
    'invoice.txt': `${folder}/extra/invoice.txt`,
    'Счёт №1.odt': `${folder}/extra/Счёт №1.odt`,
  });
  deepEqual(Object.fromEntries(build.files.map(({ name, contentType }) => [name, contentType])), {
    'invoice.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'invoice.pdf': 'application/pdf',
    'invoice.txt': 'text/plain',
    'Счёт №1.odt': 'application/vnd.oasis.opendocument.text',
  });
  await checkObjects(build);
  equal(textOf(await gateway.fileOf(build, 'invoice.pdf')), 'in four formats');
});

test("a later build replaces the object under the same key, but the earlier build's links still serve its own version", async () => {
  const caller = await gateway.as();
  const outputs = { 'letter.docx': 'latest.docx' };

  const first = await caller.build({ script: docx('first'), outputs });
  const second = await caller.build({ script: docx('second'), outputs });
  const { body: read } = await caller.call<Build>('GET', `/v1/builds/${first.id}`);
  const linked = await fetch(`${read.files[0]?.url}`);

  equal(read.files[0]?.key, second.files[0]?.key);
  equal(textOf(await gateway.fileOf(second, 'letter.docx')), 'second');
  equal(textOf(Buffer.from(await linked.arrayBuffer())), 'first');
});

test('a build fails when a named output was not saved, and lists the files that were', async () => {
  const caller = await gateway.as();
  const outputs = { 'invoice.docx': 'invoices/1.docx', 'letter.docx': 'letters/1.docx' };

  const build = await caller.build({ script: docx('only this'), outputs });

  equal(build.status, 'failed');
  equal(build.error?.code, 'OUTPUT_MISSING');
  match(`${build.error?.detail}`, /invoice\.docx.*letter\.docx/);
  deepEqual(keysOf(build), { 'letter.docx': `results/${caller.tenant}/letters/1.docx` });
  equal(textOf(await gateway.fileOf(build, 'letter.docx')), 'only this');
});

test('a file is fetched even when Docs writes its name unescaped into the link', async () => {
  const caller = await gateway.as();
  const names = ['with space.docx', 'größe & 文件 😀.docx', 'a+b=c.docx', '(1), [2].docx'];

  const build = await caller.build({
    script: script(
      'paragraph.AddText("odd");',
      ...names.map((name) => ['docx', name] as [string, string]),
    ),
  });

  equal(build.status, 'succeeded', JSON.stringify(build));
  deepEqual(namesOf(build), names.sort());
  await checkObjects(build);
});

test('a name with a backslash becomes its last segment, and two files that become the same name are both kept', async () => {
  const caller = await gateway.as();
  const text = script(
    'paragraph.AddText("deep");',
    ['docx', 'sub\\dir.docx'],
    ['docx', 'sub\\other.docx'],
    ['docx', 'top\\other.docx'],
  );

  const build = await caller.build({ script: text, outputs: { 'dir.docx': 'named/dir.docx' } });

  equal(build.status, 'succeeded', JSON.stringify(build));
  const results = `results/${caller.tenant}`;
  deepEqual(keysOf(build), {
    'dir.docx': `${results}/named/dir.docx`,
    'other.docx': `${results}/${build.id}/other.docx`,
    'other (2).docx': `${results}/${build.id}/other (2).docx`,
  });
  await checkObjects(build);
  const path = `/v1/builds/${build.id}/files/${encodeURIComponent('other (2).docx')}`;
  equal((await caller.call('GET', path)).status, 302);
});

for (const name of ['a#1.docx', 'a?b.docx', 'a%41.docx', '.hidden.docx']) {
  test(`a file ${name}, for which Docs gives a broken link, is fetched or fails under its name`, async () => {
    const caller = await gateway.as();

    const build = await caller.build({ script: docx('odd', name) });

    if (build.status === 'failed') {
      ok(build.error?.detail.includes(name), JSON.stringify(build.error));
      notEqual(build.error?.code, 'INTERNAL');
      deepEqual(build.files, []);
    } else {
      deepEqual(namesOf(build), [name]);
      equal(textOf(await gateway.fileOf(build, name)), 'odd');
      await checkObjects(build);
    }
  });
}

test('a build fails when one file cannot be fetched, and lists the others', async () => {
  const caller = await gateway.as();
  const text = script('paragraph.AddText("kept");', ['docx', 'a.docx'], ['docx', '.hidden.docx']);

  const build = await caller.build({ script: text, outputs: { 'a.docx': 'kept/a.docx' } });

  deepEqual([build.status, build.error?.code], ['failed', 'SCRIPT_FAILED']);
  ok(build.error?.detail.includes('.hidden.docx'), build.error?.detail);
  deepEqual(keysOf(build), { 'a.docx': `results/${caller.tenant}/kept/a.docx` });
  equal(textOf(await gateway.fileOf(build, 'a.docx')), 'kept');
  await checkObjects(build);
});

test('a file name with a lone % fails the whole build, because Docs gives no links at all', async () => {
  const caller = await gateway.as();

  const { status, error } = await caller.build({ script: docx('odd', '100%.docx') });

  deepEqual([status, error?.code, error?.docsError], ['failed', 'DOCS_INTERNAL', -1]);
});

test('a file that is saved twice is listed once, in its last form, with a warning', async () => {
  const caller = await gateway.as();
  const text = `${docx('first')}${docx('last').replace('var paragraph', 'paragraph')}`;

  const build = await caller.build({ script: text });

  equal(build.status, 'succeeded', JSON.stringify(build));
  deepEqual(
    build.warnings.map(({ code, line }) => [code, line]),
    [['FILE_OVERWRITTEN', 9]],
  );
  equal(textOf(await gateway.fileOf(build, 'letter.docx')), 'last');
});

test('a build has a warning for the part of a line that Docs ignores, even when it succeeds', async () => {
  const caller = await gateway.as();
  const text = docx('kept').replace('CreateFile("docx");', 'CreateFile("docx"); var lost = 1;');

  const build = await caller.build({ script: text });

  equal(build.status, 'succeeded', JSON.stringify(build));
  deepEqual(
    build.warnings.map(({ code, line }) => [code, line]),
    [['LINE_SWALLOWED', 1]],
  );
});

test('a build has a warning when Docs passes its argument on as {}', async () => {
  const caller = await gateway.as();
  const text = script('paragraph.AddText(JSON.stringify(Argument));', ['docx', 'letter.docx']);

  const build = await caller.build({ script: text, argument: 0 });

  deepEqual(
    build.warnings.map(({ code, line }) => [code, line]),
    [['ARGUMENT_EMPTY', null]],
  );
  equal(textOf(await gateway.fileOf(build, 'letter.docx')), '{}');
});

test('more files than the fast copy takes are copied by the step Copy results, and all arrive', async () => {
  const caller = await gateway.as();
  const names = Array.from({ length: 12 }, (_, n) => `part-${String(n).padStart(2, '0')}.txt`);

  const build = await caller.build({
    script: script(
      'paragraph.AddText("a part");',
      ...names.map((name) => ['txt', name] as [string, string]),
    ),
    outputs: { '*': 'parts/' },
  });

  equal(build.status, 'succeeded', JSON.stringify(build));
  deepEqual(namesOf(build), names);
  await checkObjects(build);
});

test('a file larger than the fast copy takes is copied by the step Copy results', async () => {
  const caller = await gateway.as();
  const large = shop.offer('large.png', Buffer.concat([shop.image, randomBytes(33 * MIB)]));

  const build = await caller.build({ script: held(large, 'large') });

  equal(build.status, 'succeeded', JSON.stringify(build));
  ok(Number(build.files[0]?.size) > 33 * MIB, `${build.files[0]?.size} bytes`);
  equal(textOf(await gateway.fileOf(build, 'letter.docx')), 'large');
  await checkObjects(build);
});

testEnds(gateway);
