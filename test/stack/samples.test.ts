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

let outputs: TestOutputs;
before(async () => {
  outputs = await stack();
});

for (const [template, files] of Object.entries(FILES)) {
  test(`the sample ${template} is built from the template of that name`, async () => {
    const response = await fetch(`${outputs.apiUrl}/v1/builds`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokenOf(outputs)}`,
        'content-type': 'application/json',
        prefer: 'wait=25',
      },
      body: JSON.stringify({ template, argument: sampleArgument(template) }),
    });
    const build = (await response.json()) as { status: string; files: { name: string }[] };

    equal(response.status, 200, JSON.stringify(build));
    equal(build.status, 'succeeded', JSON.stringify(build));
    deepEqual(build.files.map(({ name }) => name).sort(), files);
  });
}
