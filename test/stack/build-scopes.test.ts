import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { ARGUMENT_SCRIPT, written } from '../support/docs/scripts.ts';
import { listAll, testEnds } from '../support/stack/ends.ts';
import { type Caller, openGateway, type Problem } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'build-scopes');

test("every call for another tenant's build is answered 404", async () => {
  const [owner, other] = [await gateway.as(), await gateway.as()];
  const build = await owner.build({ script: written('private') });
  const path = `/v1/builds/${build.id}`;

  const replies = [
    await other.call('GET', path),
    await other.call('GET', `${path}/files/letter.txt`),
    await other.call('POST', `${path}/cancel`),
    await other.call('DELETE', path),
  ];

  deepEqual(
    replies.map(({ status, body }) => [status, body.code]),
    [
      [404, 'NOT_FOUND'],
      [404, 'NOT_FOUND'],
      [404, 'NOT_FOUND'],
      [404, 'NOT_FOUND'],
    ],
  );
  deepEqual(await listAll(other), []);
  equal((await owner.call('GET', path)).status, 200);
});

test('a caller without builds:read sees only the builds that its own sub created', async () => {
  const everyone = await gateway.as();
  const { tenant } = everyone;
  const scope = 'builds:write scripts:run';
  const ann = await gateway.as({ tenant, scope, subject: 'ann' });
  const bob = await gateway.as({ tenant, scope, subject: 'bob' });

  const build = await ann.build({ script: written('of ann') });
  await bob.build({ script: written('of bob') });
  const path = `/v1/builds/${build.id}`;
  const replies = [
    await bob.call('GET', path),
    await bob.call('GET', `${path}/files/letter.txt`),
    await bob.call('POST', `${path}/cancel`),
    await bob.call('DELETE', path),
  ];

  deepEqual(
    replies.map(({ status }) => status),
    [404, 404, 404, 404],
  );
  deepEqual(
    (await listAll(ann)).map(({ id }) => id),
    [build.id],
  );
  equal((await listAll(everyone)).length, 2);
  equal((await ann.call('GET', `${path}/files/letter.txt`)).status, 302);
});

test('a caller with tenants:act names the tenant it acts for; for any other the problem names the missing scope', async () => {
  const owner = await gateway.as();
  const operator = await gateway.as({ scope: 'tenants:act builds:write builds:read scripts:run' });
  const guest = await gateway.as({ scope: 'builds:write builds:read scripts:run' });
  const headers = { 'docs-gateway-tenant': owner.tenant };

  const build = await operator.build({ script: written('for another') }, headers);
  const refused = await guest.call('GET', `/v1/builds/${build.id}`, { headers });

  equal(build.tenant, owner.tenant);
  equal((await owner.call('GET', `/v1/builds/${build.id}`)).status, 200);
  equal((await operator.call('GET', `/v1/builds/${build.id}`)).status, 404);
  deepEqual([refused.status, refused.body.code], [403, 'FORBIDDEN']);
  match(refused.body.detail, /tenants:act/);
});

test('each call without its scope is refused, and the problem names the scope', async () => {
  const owner = await gateway.as();
  const { tenant } = owner;
  const template = `${tenant}-open`;
  await gateway.put(`templates/${template}.docbuilder`, ARGUMENT_SCRIPT);
  const build = await owner.build({ template, argument: { text: 'a' } });
  const forms = await gateway.as({ tenant, scope: 'builds:write', subject: 'forms' });
  const reader = await gateway.as({ tenant, scope: 'builds:read' });
  const nobody = await gateway.as({ tenant, scope: 'commands:version' });
  const url = 'https://files.example.com/a.js';

  const lacking: [Caller, string, string, unknown, string][] = [
    [forms, 'POST', '/v1/builds', { script: written('a') }, 'scripts:run'],
    [forms, 'POST', '/v1/builds', { url }, 'scripts:run'],
    [forms, 'POST', '/v1/builds', { template, inputs: { 'a.js': url } }, 'scripts:run'],
    [forms, 'POST', '/v1/builds', { template, debug: true }, 'templates:debug'],
    [reader, 'POST', '/v1/builds', { template }, 'builds:write'],
    [reader, 'POST', `/v1/builds/${build.id}/cancel`, undefined, 'builds:write'],
    [reader, 'DELETE', `/v1/builds/${build.id}`, undefined, 'builds:write'],
    [nobody, 'GET', `/v1/builds/${build.id}`, undefined, 'builds:read'],
    [nobody, 'GET', '/v1/builds', undefined, 'builds:read'],
  ];
  for (const [caller, method, path, request, scope] of lacking) {
    const reply = await caller.call<Problem>(method, path, {
      headers: { 'content-type': 'application/json' },
      body: request === undefined ? undefined : JSON.stringify(request),
    });

    deepEqual([reply.status, reply.body.code], [403, 'FORBIDDEN'], `${method} ${path} ${scope}`);
    ok(reply.body.detail.includes(scope), reply.body.detail);
  }
  equal((await forms.build({ template, argument: { text: 'b' } })).status, 'succeeded');
  equal((await reader.call('GET', `/v1/builds/${build.id}/files/letter.txt`)).status, 302);
});

test('a call without a token, with an expired token or with a malformed one is answered 401', async () => {
  const { apiUrl } = gateway.outputs;
  const tokens = [
    undefined,
    'Bearer nonsense',
    `Bearer ${gateway.outputs.token.slice(0, -5)}AAAAA`,
  ];

  for (const authorization of tokens) {
    const headers = authorization === undefined ? undefined : { authorization };
    const { status } = await fetch(`${apiUrl}/v1/builds`, { headers });

    equal(status, 401, authorization);
  }
});

testEnds(gateway);
