import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod/mini';
import { buildSchema } from '../../../shared/build/build.ts';
import { scriptCheckSchema } from '../../../shared/build/script-check.ts';
import { listedTemplateSchema, templateSchema } from '../../../shared/build/template.ts';
import { docsGateway } from '../../../shared/client/client.ts';
import { fakeGateway } from '../../../shared/client/testing.ts';

test('a build of the fake gateway succeeds with the files that the test gives', async () => {
  const { gateway, requests } = fakeGateway({
    builds: () => ({ files: { 'a b.pdf': 'content' } }),
  });

  const build = await gateway.build({ template: 'invoice', argument: { number: 1 } });

  deepEqual(
    build.files.map(({ name, size }) => [name, size]),
    [['a b.pdf', 7]],
  );
  equal(await (await build.files[0]?.blob())?.text(), 'content');
  deepEqual(requests, [
    { method: 'POST', path: '/v1/builds', body: { template: 'invoice', argument: { number: 1 } } },
  ]);
});

test('every build of the fake gateway is one that the schema of the gateway accepts', async () => {
  const failure = {
    code: 'SCRIPT_FAILED',
    detail: 'It failed.',
    at: { line: 2, column: 1, message: 'Oh' },
  };
  const { gateway } = fakeGateway({
    builds: ({ template }) => (template ? { files: { 'a.pdf': 'a' } } : { error: failure }),
  });

  const build = await gateway.submit({ template: 'invoice' });
  await gateway.submit({ script: 'throw 1' });
  const seen: string[] = [];
  for await (const step of build.watch()) {
    seen.push(step.status);
    z.parse(buildSchema, JSON.parse(JSON.stringify(step)));
  }

  deepEqual(seen, ['queued', 'running', 'succeeded']);
  await rejects(gateway.build({ script: 'throw 1' }), {
    code: 'SCRIPT_FAILED',
    message: 'It failed.',
    at: failure.at,
  });
  const all: string[] = [];
  for await (const { status } of gateway.builds()) all.push(status);
  deepEqual(all, ['failed', 'queued', 'succeeded']);
});

test('an idempotency key leads to the first build, and a build can be cancelled and erased', async () => {
  const { gateway } = fakeGateway();
  const idempotencyKey = 'order-42';

  const first = await gateway.submit({ template: 'a' }, { idempotencyKey });
  const second = await gateway.submit({ template: 'a' }, { idempotencyKey });
  await rejects(first.erase(), { code: 'CONFLICT' });
  const { status } = await first.cancel();
  await first.erase();

  equal(first.id, second.id);
  equal(status, 'cancelled');
  await rejects(gateway.get(first.id), { code: 'NOT_FOUND', status: 404 });
});

test('the next request can be made to fail, for good or once', async () => {
  const { gateway, failNext } = fakeGateway();

  failNext(422, 'REQUEST_INVALID', { detail: 'A field is wrong.' });
  await rejects(gateway.build({ template: 'a' }), { code: 'REQUEST_INVALID' });
  failNext(503, 'DOCS_UNAVAILABLE', { retryable: true });

  equal((await gateway.build({ template: 'a' })).status, 'succeeded');
});

test('commands and documents of the fake gateway are those that the test gives', async () => {
  const { gateway } = fakeGateway({
    commands: ({ c }) => (c === 'version' ? { version: '9.0' } : {}),
    documents: { contract: { 'document.docx': 'a document' } },
  });

  const { files } = await gateway.document('contract');

  equal(await gateway.commands.version(), '9.0');
  equal(await (await files[0]?.blob())?.text(), 'a document');
  equal(typeof (await files[0]?.link())?.url, 'string');
  await rejects(gateway.document('other'), { code: 'DOCUMENT_NOT_FOUND' });
});

test('templates and checks of the fake gateway are those that the test gives', async () => {
  const warning = { code: 'NOTHING_SAVED', line: null, column: null, detail: 'It saves no file.' };
  const schema = { type: 'object' };
  const { gateway, requests } = fakeGateway({
    templates: { invoice: { schema, title: 'Invoice' } },
    checks: (script) => (script === '' ? { warnings: [warning] } : {}),
  });

  const template = await gateway.template('invoice');
  const listed = (await gateway.templates().next()).value;

  deepEqual(z.parse(templateSchema, template).schema, schema);
  deepEqual(z.parse(listedTemplateSchema, listed).name, 'invoice');
  deepEqual((await gateway.check('')).warnings, [warning]);
  deepEqual(z.parse(scriptCheckSchema, await gateway.check('a script')), {
    error: null,
    warnings: [],
    inputs: [],
    outputs: [],
  });
  deepEqual(requests.at(-1)?.body, { script: 'a script' });
  await rejects(gateway.template('other'), { code: 'NOT_FOUND', status: 404 });
});

test('code that makes its own client is given the options of the fake gateway', async () => {
  const { options } = fakeGateway();

  const { files } = await docsGateway(options).build({ template: 'a' });
  const links = await files[0]?.link();

  equal(files[0]?.name, 'result.pdf');
  equal(links?.url, files[0]?.url);
});
