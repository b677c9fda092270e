import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import type { Build } from '../../../shared/build/build.ts';
import { textOf } from '../../support/docs/documents.ts';
import { docx, script, writing, written } from '../../support/docs/scripts.ts';
import { testEnds } from '../../support/stack/ends.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';
import { checkObjects, keysOf, namesOf } from '../../support/stack/stored-files.ts';

const gateway = await openGateway(await stack(), 'outputs');
const MIB = 1024 * 1024;

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
  await checkObjects(gateway, build);
  equal(textOf(await gateway.fileOf(build, 'invoice.pdf')), 'in four formats');
});

test("a later build replaces the object under the same key, but the earlier build's links still serve its own version", async () => {
  const caller = await gateway.as();
  const outputs = { 'letter.txt': 'latest.docx' };

  const first = await caller.build({ script: written('first'), outputs });
  const second = await caller.build({ script: written('second'), outputs });
  const { body: read } = await caller.call<Build>('GET', `/v1/builds/${first.id}`);
  const linked = await fetch(`${read.files[0]?.url}`);

  equal(read.files[0]?.key, second.files[0]?.key);
  equal(textOf(await gateway.fileOf(second, 'letter.txt')), 'second');
  equal(textOf(Buffer.from(await linked.arrayBuffer())), 'first');
});

test('a build fails when a named output was not saved, and lists the files that were', async () => {
  const caller = await gateway.as();
  const outputs = { 'invoice.docx': 'invoices/1.docx', 'letter.txt': 'letters/1.docx' };

  const build = await caller.build({ script: written('only this'), outputs });

  equal(build.status, 'failed');
  equal(build.error?.code, 'OUTPUT_MISSING');
  match(`${build.error?.detail}`, /invoice\.docx.*letter\.txt/);
  deepEqual(keysOf(build), { 'letter.txt': `results/${caller.tenant}/letters/1.docx` });
  equal(textOf(await gateway.fileOf(build, 'letter.txt')), 'only this');
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
  const text = writing('JSON.stringify(Argument)', 'letter.txt');

  const build = await caller.build({ script: text, argument: 0 });

  deepEqual(
    build.warnings.map(({ code, line }) => [code, line]),
    [['ARGUMENT_EMPTY', null]],
  );
  equal(textOf(await gateway.fileOf(build, 'letter.txt')), '{}');
});

test('more files than the fast copy takes are copied by the step Copy results, and all arrive', async () => {
  const caller = await gateway.as();
  const names = Array.from({ length: 12 }, (_, n) => `part-${String(n).padStart(2, '0')}.txt`);

  const build = await caller.build({
    script: names.map((name) => `builder.WriteData("${name}", "a part");`).join('\n'),
    outputs: { '*': 'parts/' },
  });

  equal(build.status, 'succeeded', JSON.stringify(build));
  deepEqual(namesOf(build), names);
  await checkObjects(gateway, build);
});

test('a file larger than the fast copy takes is copied by the step Copy results', async () => {
  const caller = await gateway.as();
  const size = 33 * MIB;

  const build = await caller.build({
    script: `var text = "x".repeat(${size});\nbuilder.WriteData("large.txt", "jsValue(text)");`,
  });

  equal(build.status, 'succeeded', JSON.stringify(build));
  deepEqual(
    build.files.map((file) => [file.name, file.size]),
    [['large.txt', size]],
  );
  await checkObjects(gateway, build);
});

testEnds(gateway);
