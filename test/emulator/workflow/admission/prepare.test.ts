import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { BuildRequest } from '../../../../shared/build/request.ts';
import { prepare } from '../../../../shared/workflow/admission/prepare.ts';
import { scriptOf } from '../../../support/docs/saving-script.ts';
import { localClient } from '../../../support/local-client.ts';
import { serve } from '../../../support/serve.ts';
import { freshSandbox, type Sandbox } from '../../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

const linked = { run: 'run', stage: 'stage', tenant: 'acme', id: 'ID', capability: 'secret' };
const of = (request: BuildRequest) => prepare(sandbox.admissionDeps, request, linked);
const script = scriptOf('a.docx');

async function put(Key: string, Body = 'x'): Promise<string | undefined> {
  const { VersionId } = await sandbox.bucket.s3.send(
    new PutObjectCommand({ Bucket: sandbox.bucket.name, Key, Body }),
  );
  return VersionId;
}

test('the source of an inline script is its hash', async () => {
  const { source, staging } = await of({ script });

  deepEqual(Object.keys(source), ['sha256']);
  deepEqual(staging, { script, argument: undefined, inputs: undefined, request: undefined });
});

test('debug of a script that is too long to be instrumented is refused', async () => {
  const long = `${script}// ${'x'.repeat(256 * 1024)}\n`;
  const detail = 'must not be true for a script that has more than 262144 characters';

  await rejects(of({ script: long, debug: true }), {
    code: 'REQUEST_INVALID',
    message: `The field debug ${detail}.`,
    details: { errors: [{ pointer: '/debug', detail }] },
  });
  equal((await of({ script: long, debug: false })).staging.script, long);
});

test('a template is read in its current version, with either suffix', async () => {
  const first = await put('templates/invoice.docbuilder', script);
  const second = await put('templates/letter.js', script);

  deepEqual((await of({ template: 'invoice' })).source, { template: 'invoice', version: first });
  deepEqual((await of({ template: 'letter' })).source, { template: 'letter', version: second });
  await rejects(of({ template: 'nothing' }), {
    code: 'TEMPLATE_NOT_FOUND',
    details: { errors: [{ pointer: '/template', detail: 'names no template: nothing' }] },
  });
});

test('a URL is checked but not fetched, and its query is not stored', async () => {
  const { source, staging } = await of({ url: 'https://a.example/x.js?token=secret' });

  deepEqual(source, { url: 'https://a.example/x.js' });
  deepEqual(staging.request, { url: 'https://a.example/x.js?token=secret', inputs: {} });
  equal(staging.script, undefined);
});

test('references in script and argument become links of the gateway', async () => {
  const version = await put('inputs/acme/letters/a.docx');
  const { staging } = await of({
    script: `${script}x("input://letter 1.docx");`,
    argument: ['input://letter 1.docx'],
    inputs: { 'letter 1.docx': 'letters/a.docx' },
  });

  const link = 'https://gateway.example/v1/inputs/acme/ID/secret/letter%201.docx';
  equal(staging.script, `${script}x("${link}");`);
  equal(staging.argument, JSON.stringify([link]));
  deepEqual(staging.inputs, {
    'letter 1.docx': { key: 'inputs/acme/letters/a.docx', versionId: version },
  });
});

test('a template of more than 1 MiB is refused', async () => {
  await put('templates/huge.js', script.padEnd(1024 * 1024 + 1, '\n'));

  await rejects(of({ template: 'huge' }), {
    code: 'SCRIPT_TOO_LARGE',
    details: {
      errors: [
        { pointer: '/template', detail: 'The script has 1048577 bytes; the limit is 1048576.' },
      ],
    },
  });
});

test('a template that is too large is not downloaded', async (t) => {
  const endpoint = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-length': 1024 * 1024 + 1 }).write('and no more comes');
  });
  const bucket = { name: 'b', s3: localClient(S3Client, { endpoint, forcePathStyle: true }) };

  await rejects(prepare({ ...sandbox.admissionDeps, bucket }, { template: 'huge' }, linked), {
    code: 'SCRIPT_TOO_LARGE',
  });
});

test('a template may refer to files in its folder, an inline script may not', async () => {
  await put('templates/own.js', `${script}x("input://logo.png");`);
  const versionId = await put('templates/own/logo.png');

  const { staging } = await of({ template: 'own' });

  deepEqual(staging.inputs, { 'logo.png': { key: 'templates/own/logo.png', versionId } });
  await rejects(of({ script: `${script}x("input://logo.png")` }), { code: 'INPUT_NOT_FOUND' });
});

test('a missing input is reported where it is used and where it is declared', async () => {
  await put('inputs/other/a.docx');
  const missing = {
    code: 'INPUT_NOT_FOUND',
    message: '“input://a.docx” names no existing object.',
  };

  await rejects(of({ script: `${script}x("input://a.docx")` }), missing);
  await rejects(of({ script, argument: 'input://a.docx' }), missing);
  await rejects(of({ script, inputs: { 'a.docx': 'a.docx' } }), {
    ...missing,
    details: { errors: [{ pointer: '/inputs/a.docx', detail: 'names no object of the tenant' }] },
  });
  await rejects(of({ script: `${script}x("input://constructor")` }), { code: 'INPUT_NOT_FOUND' });
});

test('a name that differs in how its characters are composed leads to the same input', async () => {
  const versionId = await put('inputs/acme/\u00fc.docx');
  await put('templates/umlaut.docbuilder', `${script}x("input://o\u0308.png");`);
  const ofTemplate = await put('templates/umlaut/\u00f6.png');

  const inline = await of({
    script: `${script}x("input://a\u0308.docx");`,
    inputs: { '\u00e4.docx': 'u\u0308.docx' },
  });
  const template = await of({ template: 'umlaut' });

  deepEqual(inline.staging.inputs, {
    '\u00e4.docx': { key: 'inputs/acme/\u00fc.docx', versionId },
  });
  equal(inline.staging.script?.includes('/%C3%A4.docx"'), true);
  deepEqual(template.staging.inputs, {
    'o\u0308.png': { key: 'templates/umlaut/\u00f6.png', versionId: ofTemplate },
  });
});

test('a name that the script puts together is refused with what to write instead', async () => {
  for (const code of ['x("input://" + file)', `x(\`input://\${file}\`)`])
    await rejects(of({ script: script + code }), {
      code: 'INPUT_NOT_FOUND',
      message: `“${code.slice(3, -1).split(/["`]/, 1)[0]}” is only a part of a name: write it with the name as one text, or put it into the argument.`,
    });
});

test('an input by URL has its key before it is fetched', async () => {
  const { staging } = await of({
    script: `${script}x("input://logo.png");`,
    inputs: { 'logo.png': 'https://cdn.example/logo.png' },
  });

  deepEqual(staging.inputs, { 'logo.png': { key: 'scripts/run/stage/inputs/0' } });
  deepEqual(staging.request, {
    url: undefined,
    inputs: { 'logo.png': 'https://cdn.example/logo.png' },
  });
});

test('a forbidden address is refused at admission, for script and inputs', async () => {
  const url = 'https://169.254.169.254/latest';

  await rejects(of({ url }), { code: 'SOURCE_REFUSED' });
  await rejects(of({ script, inputs: { a: url } }), { code: 'SOURCE_REFUSED' });
  await rejects(of({ url: 'http://a.example/x' }), { code: 'SOURCE_REFUSED' });
});

test('a template may refer to files in folders below its own, and to nothing else', async () => {
  await put('templates/deep.js', `${script}x("input://img/logo.png");`);
  const versionId = await put('templates/deep/img/logo.png');
  await put('templates/deep/');

  const { staging } = await of({ template: 'deep' });

  deepEqual(staging.inputs, { 'img/logo.png': { key: 'templates/deep/img/logo.png', versionId } });
  for (const name of ['', 'img/', '../deep.js', './a', 'a//b', 'x'.repeat(1020), '\u0000'])
    await rejects(
      of({ template: 'deep', argument: `input://${name}` }),
      { code: 'INPUT_NOT_FOUND' },
      JSON.stringify(name),
    );
});

test('an argument is refused when links make it longer than Docs accepts', async () => {
  await put('inputs/acme/a.docx');
  const inputs = { 'a.docx': 'a.docx' };
  const manyLinks = (count: number) => ({
    script,
    inputs,
    argument: Array(count).fill('input://a.docx'),
  });

  await of(manyLinks(1000));
  await rejects(of(manyLinks(5000)), {
    code: 'REQUEST_INVALID',
    message: 'The argument must be at most 131060 bytes with links in the place of its inputs.',
  });
});
