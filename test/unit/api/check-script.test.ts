import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_INLINE_SCRIPT_BYTES } from '../../../shared/build/script.ts';
import { send } from '../../support/aws/http-event.ts';
import { functionFor } from '../../support/handler.ts';

const ROUTE = 'POST /v1/scripts/check';
const claims = { org: 'default', sub: 'bert', scope: 'scripts:run' };
const json = (body: object) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const SOUND = 'builder.CreateFile("xlsx");\nbuilder.SaveFile("xlsx", "a.xlsx");\n';
const MISSPELT = SOUND.replace('\n', '\nApi.GetActiveSheet().GetRange("A1").SetValu("1");\n');

test('a check of a sound script lists what it saves and reads', async (t) => {
  const { handler } = await functionFor('check-script', t);

  const answer = await send(handler, ROUTE, { claims, ...json({ script: SOUND }) });

  equal(answer.status, 200);
  deepEqual(answer.json, {
    error: null,
    warnings: [],
    inputs: [],
    outputs: [{ name: 'a.xlsx', format: 'xlsx', line: 2 }],
  });
});

test('a check of a script with a misspelt method tells its place and the nearest name', async (t) => {
  const { handler } = await functionFor('check-script', t);
  const detail = 'No object of xlsx has SetValu; SetValue is near.';

  const answer = await send(handler, ROUTE, { claims, ...json({ script: MISSPELT }) });

  deepEqual(answer.json.warnings, [{ code: 'METHOD_UNKNOWN', line: 2, column: 37, detail }]);
  deepEqual(answer.json.error, {
    code: 'SCRIPT_FAILED',
    docsError: null,
    retryable: false,
    detail,
    at: { line: 2, column: 37, message: detail },
  });
});

test('a check takes the script as a form, too', async (t) => {
  const { handler } = await functionFor('check-script', t);
  const head =
    '--x\r\ncontent-disposition: form-data; name="script"; filename="a.docbuilder"\r\n\r\n';

  const answer = await send(handler, ROUTE, {
    claims,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: `${head}${MISSPELT}\r\n--x--\r\n`,
  });

  deepEqual([answer.status, answer.json.warnings?.length], [200, 1]);
});

test('a check without the scope, without a script, or with another field is refused', async (t) => {
  const { handler } = await functionFor('check-script', t);
  const codeOf = async (body: object, scope = 'scripts:run') => {
    const answer = await send(handler, ROUTE, { claims: { ...claims, scope }, ...json(body) });
    return [answer.status, answer.json.code];
  };

  deepEqual(await codeOf({ script: SOUND }, 'builds:write'), [403, 'FORBIDDEN']);
  deepEqual(await codeOf({}), [422, 'REQUEST_INVALID']);
  deepEqual(await codeOf({ script: SOUND, argument: 1 }), [422, 'REQUEST_INVALID']);
  deepEqual(await codeOf({ script: ' ' }), [422, 'SCRIPT_INVALID']);
  const large = 'a'.repeat(MAX_INLINE_SCRIPT_BYTES + 1);
  deepEqual(await codeOf({ script: large }), [413, 'SCRIPT_TOO_LARGE']);
});
