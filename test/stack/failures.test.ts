import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { docx, script } from '../support/docs/scripts.ts';
import { testEnds } from '../support/stack/ends.ts';
import { openGateway } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'failures');

test("a build whose script throws fails with Docs' error, the place and the logs, and no file of it is kept", async () => {
  const caller = await gateway.as();
  const text = `${docx('saved before')}console.log("now");\nthrow new Error("no more");\n`;
  const lines = text.split('\n').length;

  const { status, files, error, logs } = await caller.build({ script: text });

  equal(status, 'failed');
  deepEqual(files, []);
  deepEqual(error, {
    code: 'SCRIPT_FAILED',
    docsError: -3,
    retryable: false,
    detail: error?.detail,
    at: { line: lines - 1, column: 7, message: 'Error: no more' },
  });
  deepEqual(logs, [{ level: 'log', line: lines - 2, text: 'now' }]);
  ok(error?.detail);
});

test('a build whose script opens a file which is no office file fails with the line of the call', async () => {
  const caller = await gateway.as();
  await gateway.put(`inputs/${caller.tenant}/letter.docx`, 'no office file');
  const text = docx('a').replace('CreateFile("docx")', 'OpenFile("input://letter 1.docx")');

  const { error } = await caller.build({
    script: text,
    inputs: { 'letter 1.docx': 'letter.docx' },
  });

  deepEqual([error?.code, error?.docsError, error?.at?.line], ['SCRIPT_FAILED', -3, 1]);
  match(
    `${error?.at?.message}`,
    /^builder\.OpenFile: Docs cannot open “input:\/\/letter 1\.docx”\. The file is no office file\.$/,
  );
});

test('a build whose script is not JavaScript fails with the line of the syntax error', async () => {
  const caller = await gateway.as();
  const text = docx('a').replace('builder.SaveFile', 'var open = (1;\nbuilder.SaveFile');

  const { status, error } = await caller.build({ script: text });

  deepEqual([status, error?.code, error?.docsError], ['failed', 'SCRIPT_FAILED', -3]);
  equal(error?.at?.line, 4);
  match(`${error?.at?.message}`, /^SyntaxError/);
});

test('a build whose script saves nothing fails with BUILD_EMPTY, even though Docs reports success', async () => {
  const caller = await gateway.as();
  const text = script('', ['docx', 'a.docx']).replace('builder.SaveFile', '// builder.SaveFile');

  const { status, files, error } = await caller.build({ script: text });

  deepEqual([status, files, error?.code, error?.docsError], ['failed', [], 'BUILD_EMPTY', null]);
});

test('a script on a single line gives an empty build with a warning that names the line Docs ignored', async () => {
  const caller = await gateway.as();
  const text = docx('a').replaceAll('\n', ' ');

  const { error, warnings } = await caller.build({ script: text });

  equal(error?.code, 'BUILD_EMPTY');
  equal(error?.at?.line, 1);
  deepEqual(
    warnings.map(({ code, line }) => [code, line]),
    [['LINE_SWALLOWED', 1]],
  );
});

test('a failed build keeps its idempotency key: the same request is not built again', async () => {
  const caller = await gateway.as();
  const request = { script: 'builder.SaveFile("docx", "a.docx");\nthrow new Error();\n' };
  const headers = { 'idempotency-key': 'once' };

  const first = await caller.build(request, headers);
  const second = await caller.post(request, headers);

  deepEqual([first.status, second.body.id], ['failed', first.id]);
  equal(second.status, 200);
  equal(second.headers.get('idempotent-replayed'), 'true');
});

testEnds(gateway);
