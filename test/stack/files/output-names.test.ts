import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '../../support/docs/documents.ts';
import { textScriptOf } from '../../support/docs/saving-script.ts';
import { docx, script, written } from '../../support/docs/scripts.ts';
import { testEnds } from '../../support/stack/ends.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';
import { checkObjects, keysOf, namesOf } from '../../support/stack/stored-files.ts';

const gateway = await openGateway(await stack(), 'output-names');

test('a file is fetched even when Docs writes its name unescaped into the link', async () => {
  const caller = await gateway.as();
  const names = ['with space.txt', 'größe & 文件 😀.txt', 'a+b=c.txt', '(1), [2].txt'];

  const build = await caller.build({ script: textScriptOf(...names) });

  equal(build.status, 'succeeded', JSON.stringify(build));
  deepEqual(namesOf(build), names.sort());
  await checkObjects(gateway, build);
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
  await checkObjects(gateway, build);
  const path = `/v1/builds/${build.id}/files/${encodeURIComponent('other (2).docx')}`;
  equal((await caller.call('GET', path)).status, 302);
});

for (const name of ['a#1.txt', 'a?b.txt', 'a%41.txt', '.hidden.txt']) {
  test(`a file ${name}, for which Docs gives a broken link, is fetched or fails under its name`, async () => {
    const caller = await gateway.as();

    const build = await caller.build({ script: written('odd', name) });

    if (build.status === 'failed') {
      ok(build.error?.detail.includes(name), JSON.stringify(build.error));
      notEqual(build.error?.code, 'INTERNAL');
      deepEqual(build.files, []);
    } else {
      deepEqual(namesOf(build), [name]);
      equal(`${await gateway.fileOf(build, name)}`, 'odd');
      await checkObjects(gateway, build);
    }
  });
}

test('a build fails when one file cannot be fetched, and lists the others', async () => {
  const caller = await gateway.as();
  const text = `${written('kept', 'a.txt')}${written('hidden', '.hidden.txt')}`;

  const build = await caller.build({ script: text, outputs: { 'a.txt': 'kept/a.txt' } });

  deepEqual([build.status, build.error?.code], ['failed', 'SCRIPT_FAILED']);
  ok(build.error?.detail.includes('.hidden.txt'), build.error?.detail);
  deepEqual(keysOf(build), { 'a.txt': `results/${caller.tenant}/kept/a.txt` });
  equal(`${await gateway.fileOf(build, 'a.txt')}`, 'kept');
  await checkObjects(gateway, build);
});

test('a file name with a lone % fails the whole build at its line, because Docs returns no links', async () => {
  const caller = await gateway.as();

  const { status, error } = await caller.build({ script: docx('odd', '100%.docx') });

  deepEqual([status, error?.code, error?.docsError], ['failed', 'SCRIPT_FAILED', -1]);
  ok(error?.at?.message.includes('100%.docx'), error?.at?.message);
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

testEnds(gateway);
