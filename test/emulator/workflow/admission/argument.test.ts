import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import type { BuildRequest } from '../../../../shared/build/request.ts';
import { putText } from '../../../../shared/storage/objects/bucket.ts';
import { prepare } from '../../../../shared/workflow/admission/prepare.ts';
import { scriptOf } from '../../../support/docs/saving-script.ts';
import { freshSandbox, type Sandbox } from '../../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

const build = { run: 'run', stage: 'stage', tenant: 'acme', id: 'ID', capability: 'secret' };
const of = (request: BuildRequest) => prepare(sandbox.admissionDeps, request, build);

/** Puts a template with a schema. @returns the version of its script */
async function template(name: string, schema: unknown): Promise<string | undefined> {
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema);
  await putText(sandbox.bucket, `templates/${name}.schema.json`, text);
  const { versionId } = await putText(
    sandbox.bucket,
    `templates/${name}.docbuilder`,
    scriptOf('a.docx'),
  );
  return versionId;
}

test("an argument must match its template's schema, in the schema's current version", async () => {
  const version = await template('invoice', { properties: { number: { type: 'string' } } });
  const request = { template: 'invoice', argument: { number: '42' } };

  const { source } = await of(request);
  await template('invoice', { properties: { number: { type: 'number' } } });

  deepEqual(source, { template: 'invoice', version });
  await rejects(of(request), {
    code: 'ARGUMENT_INVALID',
    details: { errors: [{ pointer: '/argument/number', detail: 'must be a number' }] },
  });
  equal((await of({ ...request, argument: { number: 42 } })).staging.argument, '{"number":42}');
});

test('an argument is checked as the caller sent it, before its inputs become links', async () => {
  await template('letter', { properties: { logo: { maxLength: 20 } } });
  await putText(sandbox.bucket, 'templates/letter/logo.png', 'x');

  const { staging } = await of({ template: 'letter', argument: { logo: 'input://logo.png' } });

  equal(staging.argument, '{"logo":"https://gateway.example/v1/inputs/acme/ID/secret/logo.png"}');
});

test('a schema that cannot be used refuses every argument', async () => {
  const faults: [schema: unknown, fault: RegExp][] = [
    ['{', /it is not valid JSON/],
    [{ pattern: '(a)\\1' }, /\/pattern is a pattern that cannot be used/],
    [{ $ref: 'https://example.com/a.json' }, /it cannot be read/],
    [' '.repeat(64 * 1024 + 1), /it has 65537 bytes; the limit is 65536/],
  ];

  for (const [schema, message] of faults) {
    await template('broken', schema);
    await rejects(of({ template: 'broken', argument: {} }), { code: 'TEMPLATE_INVALID', message });
  }
});

test('the name of a schema or a sample is not the name of a template', async () => {
  await template('plain', {});

  for (const name of ['plain.schema', 'plain.schema.json', 'plain.sample', 'plain.docbuilder'])
    await rejects(of({ template: name }), { code: 'TEMPLATE_NOT_FOUND' });
});
