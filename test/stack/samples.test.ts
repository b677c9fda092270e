import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { sampleArgument } from '../../infra/local/samples/sample-files.ts';
import { stack, type TestOutputs, tokenOf } from '../support/stack/stack.ts';

const FILES = {
  invoice: ['invoice.docx', 'invoice.pdf'],
  report: ['report.xlsx'],
  deck: ['deck.pptx'],
  form: ['form.pdf'],
};

type Template = { schema: object | null; sample: unknown; outputs: { name: string }[] };

let outputs: TestOutputs;
before(async () => {
  outputs = await stack();
});

async function call<T>(method: string, path: string, body?: object) {
  const response = await fetch(`${outputs.apiUrl}/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await tokenOf(outputs)}`,
      'content-type': 'application/json',
      prefer: 'wait=25',
    },
    body: body && JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as T };
}

for (const [template, files] of Object.entries(FILES)) {
  test(`the sample ${template} is built from its own sample argument`, async () => {
    const { body: shown } = await call<Template>('GET', `templates/${template}`);
    const { status, body: build } = await call<{ status: string; files: { name: string }[] }>(
      'POST',
      'builds',
      { template, argument: shown.sample },
    );

    deepEqual(shown.sample, sampleArgument(template));
    deepEqual(shown.outputs.map(({ name }) => name).sort(), files);
    equal(status, 200, JSON.stringify(build));
    equal(build.status, 'succeeded', JSON.stringify(build));
    deepEqual(build.files.map(({ name }) => name).sort(), files);
  });
}

test('an argument that the schema of a sample does not allow is refused before anything is built', async () => {
  const argument = {
    title: 'Order 42',
    intro: '',
    fields: [{ kind: 'choice', key: '1' }],
    more: 1,
  };

  const { status, body } = await call<{ code: string; errors: unknown }>('POST', 'builds', {
    template: 'form',
    argument,
  });

  deepEqual([status, body.code], [422, 'ARGUMENT_INVALID']);
  deepEqual(body.errors, [
    { pointer: '/argument/more', detail: 'is not allowed' },
    { pointer: '/argument/fields/0/label', detail: 'is required' },
    { pointer: '/argument/fields/0/tip', detail: 'is required' },
    {
      pointer: '/argument/fields/0/key',
      detail: 'must match the pattern ^[A-Za-z][A-Za-z0-9_-]*$',
    },
    { pointer: '/argument/fields/0/options', detail: 'is required' },
  ]);
});

test('the four samples are listed with the templates', async () => {
  const { body } = await call<{ items: { name: string }[] }>('GET', 'templates?limit=100');

  const names = new Set(body.items.map(({ name }) => name));
  deepEqual(
    Object.keys(FILES).filter((name) => !names.has(name)),
    [],
  );
});
