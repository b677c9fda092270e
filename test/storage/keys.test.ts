import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { keys } from '../../shared/storage/keys.ts';

const stage = { run: '01KAMXF9W0Q5T2M7Y3B8C4D6E1-0123456789ab', stage: 'abcd' };
const staged = 'scripts/01KAMXF9W0Q5T2M7Y3B8C4D6E1-0123456789ab/';

test('what the operator and the tenants keep lies where the contract says', () => {
  equal(keys.template('invoice', 'docbuilder'), 'templates/invoice.docbuilder');
  equal(keys.template('invoice', 'js'), 'templates/invoice.js');
  equal(keys.templateFile('invoice', 'logo.png'), 'templates/invoice/logo.png');
  equal(keys.input('acme', 'letters/a.docx'), 'inputs/acme/letters/a.docx');
  equal(keys.resultFolder('acme'), 'results/acme/');
  equal(keys.result('acme', 'ID', 'a b.docx'), 'results/acme/ID/a b.docx');
});

test('all that is staged for one run lies below its folder, each stage in one of its own', () => {
  equal(keys.stagedFolder(stage.run), staged);
  equal(keys.stagedScript(stage), `${staged}abcd/script.docbuilder`);
  equal(keys.stagedArgument(stage), `${staged}abcd/argument.json`);
  equal(keys.stagedInputs(stage), `${staged}abcd/inputs.json`);
  equal(keys.stagedRequest(stage), `${staged}abcd/request.json`);
  equal(keys.stagedMark(stage), `${staged}abcd/fetched`);
  equal(keys.stagedInput(stage, 7), `${staged}abcd/inputs/7`);
});
