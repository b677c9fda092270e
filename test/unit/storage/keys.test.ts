import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { documentFolder, keys } from '../../../shared/storage/objects/keys.ts';

const stage = { run: '01KAMXF9W0Q5T2M7Y3B8C4D6E1-0123456789ab', stage: 'abcd' };
const staged = 'scripts/01KAMXF9W0Q5T2M7Y3B8C4D6E1-0123456789ab/';

test('templates, inputs and results have the keys of the contract', () => {
  equal(keys.template('invoice', 'docbuilder'), 'templates/invoice.docbuilder');
  equal(keys.template('invoice', 'js'), 'templates/invoice.js');
  equal(keys.templateFile('invoice', 'logo.png'), 'templates/invoice/logo.png');
  equal(keys.input('acme', 'letters/a.docx'), 'inputs/acme/letters/a.docx');
  equal(keys.resultFolder('acme'), 'results/acme/');
  equal(keys.result('acme', 'ID', 'a b.docx'), 'results/acme/ID/a b.docx');
});

test('all staged files of a run are below its folder, each stage in a folder of its own', () => {
  equal(keys.stagedFolder(stage.run), staged);
  equal(keys.stagedScript(stage), `${staged}abcd/script.docbuilder`);
  equal(keys.stagedArgument(stage), `${staged}abcd/argument.json`);
  equal(keys.stagedInputs(stage), `${staged}abcd/inputs.json`);
  equal(keys.stagedRequest(stage), `${staged}abcd/request.json`);
  equal(keys.fetchedMarker(stage), `${staged}abcd/fetched`);
  equal(keys.stagedInput(stage, 7), `${staged}abcd/inputs/7`);
});

const LONGEST = '2026-11-22T08:00:00.000000000Z-failed_02';

test('a plain document key is its own folder', () => {
  for (const key of ['order-0042', 'acme.order=42', 'x'.repeat(128), 'x'.repeat(512), '0', 'a..b'])
    equal(keys.latest('acme', key), `documents/acme/${key}/latest.json`);
});

test('other document keys have their bytes escaped', () => {
  const folders = {
    '.': '~2E',
    '..': '~2E~2E',
    '-._=': '~2D~2E~5F~3D',
    '../x': '..~2Fx',
    'a/b': 'a~2Fb',
    'a~2Fb': 'a~7E2Fb',
    ä: '~C3~A4',
    'a b%': 'a~20b~25',
  };
  for (const [key, folder] of Object.entries(folders))
    equal(keys.saved('acme', key, LONGEST, 'a.docx'), `documents/acme/${folder}/${LONGEST}/a.docx`);
});

test('a document key that is too long, or has half a surrogate pair, is replaced by its SHA-256', () => {
  for (const key of ['x'.repeat(513), 'ä'.repeat(100), '\uD800'])
    equal(
      /^documents\/acme\/~sha256-[0-9a-f]{64}\/latest\.json$/.test(keys.latest('acme', key)),
      true,
    );
});

test('every document key has a folder of its own below its tenant, and S3 keys of at most 1,024 bytes', () => {
  const part = fc.constantFrom('.', '/', '~', '%', '2F', 'sha256-', 'a', 'ä', '\uD800', '\0', '\\');
  const key = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.array(part, { minLength: 1, maxLength: 600 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(key, key, (one, other) => {
      const longest = keys.saved('t'.repeat(64), one, LONGEST, `document.${'x'.repeat(16)}`);
      equal(Buffer.byteLength(longest) <= 1024, true);
      const folder = documentFolder(one);
      equal(/^[0-9A-Za-z._=~-]+$/.test(folder), true);
      equal(['.', '..'].includes(folder), false);
      equal(folder === documentFolder(other), one === other);
    }),
  );
});
