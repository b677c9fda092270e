import { deepEqual, equal } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const here = (path: string) => new URL(path, import.meta.url).href;

/** Runs a script that imports the chain, and returns what it wrote. */
async function outputOf(script: string): Promise<string> {
  const source = `import { http, openHttp } from '${here('../../../shared/api/http.ts')}';
    import { send } from '${here('../../support/aws/http-event.ts')}';\n${script}`;
  const env = { PATH: process.env.PATH, SCOPE_CLAIM: '', SCOPE_PREFIX: '', TENANT_CLAIM: '' };
  const node = [process.execPath, ['--input-type=module', '-e', source], { env }] as const;
  const { stdout, stderr } = await promisify(execFile)(...node);
  return stdout + stderr;
}

test('a call writes one log line with its route, tenant, build and status', async () => {
  const output = await outputOf(`
    await send(http(async () => ({ status: 202 })), 'POST /v1/builds/{id}/cancel', {
      params: { id: '01KAMXF9W0Q5T2M7Y3B8C4D6E1' },
      claims: { scope: 'builds:write' },
    });`);

  const { message, tenant, buildId, status, requestId, level } = JSON.parse(output);
  deepEqual(
    { message, tenant, buildId, status, requestId, level },
    {
      message: 'POST /v1/builds/{id}/cancel',
      tenant: 'default',
      buildId: '01KAMXF9W0Q5T2M7Y3B8C4D6E1',
      status: 202,
      requestId: 'JKJaXmPLvHcESHA=',
      level: 'INFO',
    },
  );
});

test('a refused request is logged with its code at level INFO', async () => {
  const output = await outputOf(`
    await send(http(async () => ({})), 'POST /v1/builds', { claims: {} });`);

  const { level, status, code, error } = JSON.parse(output);
  deepEqual([level, status, code, error], ['INFO', 403, 'FORBIDDEN', undefined]);
});

test('an unexpected error is logged once, with its stack and the request id', async () => {
  const output = await outputOf(`
    await send(http(async () => { throw new TypeError('boom'); }), 'POST /v1/builds', {
      claims: { scope: 'builds:write' },
    });`);

  const lines = output
    .split('\n')
    .filter((line) => line !== '' && !line.includes('CloudWatchMetrics'))
    .map((line) => JSON.parse(line));
  equal(lines.length, 1);
  const [{ level, requestId, status, code, error }] = lines;
  deepEqual(
    [level, requestId, status, code, error.name, error.message, error.stack.length > 0],
    ['ERROR', 'JKJaXmPLvHcESHA=', 500, 'INTERNAL', 'TypeError', 'boom', true],
  );
});

test('a log line holds no token, capability, body, or name that the caller chose', async () => {
  const output = await outputOf(`
    const sent = {
      headers: { authorization: 'Bearer private', 'content-type': 'application/json', prefer: 'private' },
      params: { tenant: 'default', id: 'private', capability: 'private', name: 'private' },
      query: { cursor: 'private' },
      body: '{"script":"private"}',
    };
    await send(openHttp(async () => ({ body: 'private' })), 'GET /v1/scripts/{tenant}/{id}/{capability}', sent);
    await send(http(async () => ({})), 'GET /v1/builds/{id}', { ...sent, claims: { sub: 'private', scope: 'builds:read' } });`);

  equal(output.split('\n').filter(Boolean).length, 2);
  equal(output.includes('private'), false);
});
