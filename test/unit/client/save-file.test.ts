import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { saveFile } from '../../../shared/client/node.ts';
import {
  type Answer,
  type Script,
  scriptedGateway,
  succeeded,
} from '../../support/client/scripted-gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'docs-gateway-save-'));
after(() => rmSync(folder, { recursive: true }));

const CONTENT = Buffer.from('the content');
const OK: Answer = { bytes: CONTENT };

async function fileOf(t: TestContext, name: string, answers: Answer[]) {
  const sha256 = createHash('sha256').update(CONTENT).digest('hex');
  const data = { name, bucket: 'b', key: 'k', size: CONTENT.length, contentType: 'x/y', sha256 };
  const build: Script = (_, url) => ({
    json: succeeded({ files: [{ ...data, url: `${url}/a` }] }),
  });
  const { gateway } = await scriptedGateway(t, [build, ...answers]);
  const [file] = (await gateway.get('01JD')).files;
  ok(file);
  return file;
}

test('a file is saved to a path, or under its own name to a folder, which is made', async (t) => {
  const file = await fileOf(t, 'a.pdf', [OK, OK, OK]);
  mkdirSync(join(folder, 'there'));

  const paths = [
    await saveFile(file, join(folder, 'new/b.pdf')),
    await saveFile(file, join(folder, 'other/')),
    await saveFile(file, join(folder, 'there')),
  ];

  deepEqual(
    paths,
    ['new/b.pdf', 'other/a.pdf', 'there/a.pdf'].map((path) => join(folder, path)),
  );
  for (const path of paths) ok(CONTENT.equals(readFileSync(path)));
});

test('a name that leads out of the folder is cut to its last segment', async (t) => {
  for (const [name, saved] of [
    ['../../a.pdf', 'a.pdf'],
    ['..\\..\\b.pdf', 'b.pdf'],
    ['..', 'file'],
  ] as const) {
    const file = await fileOf(t, name, [OK]);

    equal(await saveFile(file, join(folder, 'names/')), join(folder, 'names', saved));
  }
});

test('a damaged download is repeated, and one that stays damaged leaves what was there', async (t) => {
  const damaged: Answer = { bytes: Buffer.from('damaged') };
  const file = await fileOf(t, 'a.pdf', [damaged, OK, damaged, damaged, damaged]);
  const path = join(folder, 'damaged/a.pdf');

  await saveFile(file, path);
  writeFileSync(path, 'as it was');

  await rejects(saveFile(file, path), { name: 'FileError', code: 'CHECKSUM_MISMATCH' });
  equal(readFileSync(path, 'utf8'), 'as it was');
  deepEqual(readdirSync(join(folder, 'damaged')), ['a.pdf']);
});
