import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { issuerKey, signToken } from '../../../infra/local/issuer.ts';
import { editingOf } from '../../support/docs/editing.ts';
import { post } from '../../support/stack/command-entry-points.ts';
import { openGateway, type Problem } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'command-scopes');
const editing = editingOf(gateway);

test('a command needs its own scope or commands:*', async () => {
  const tenant = gateway.freshTenant();
  const [one, all, none] = await Promise.all([
    gateway.as({ tenant, scope: 'commands:version' }),
    gateway.as({ tenant, scope: 'builds:write commands:*' }),
    gateway.as({ tenant, scope: 'builds:read builds:write scripts:run' }),
  ]);

  for (const caller of [one, all]) equal((await post(caller, { c: 'version' })).status, 200);
  for (const caller of [one, none]) {
    const { status, body } = await post<Problem>(caller, { c: 'license' });

    deepEqual([status, body.code], [403, 'FORBIDDEN']);
    ok(body.detail.includes('commands:'), body.detail);
  }
  const { body } = await post<Problem>(one, { c: 'license' });
  ok(body.detail.includes('commands:license'), body.detail);
});

test('a caller that acts for another tenant needs tenants:act, and the copy goes to that tenant', async () => {
  const [caller, other] = [await gateway.as(), await gateway.as()];
  const scoped = await gateway.as({ tenant: caller.tenant, scope: 'commands:*' });
  const key = await editing.forget(other, 'acted', 'For another');
  const headers = { 'docs-gateway-tenant': other.tenant };

  const refused = await post<Problem>(scoped, { c: 'getForgotten', key }, headers);
  const { status, body } = await post<{ document: { key: string } }>(
    caller,
    { c: 'getForgotten', key },
    headers,
  );

  deepEqual([refused.status, refused.body.code], [403, 'FORBIDDEN']);
  match(refused.body.detail, /tenants:act/);
  equal(status, 200);
  ok(body.document.key.startsWith(`documents/${other.tenant}/${key}/`), body.document.key);
});

test('a token without a tenant is answered 403 TENANT_MISSING', async () => {
  const { apiUrl, test } = gateway.outputs;
  const key = await issuerKey(test.issuerKeyFile);
  const claims = { scope: 'commands:*', tenant: 'no/tenant', subject: 'someone' };
  const token = await signToken(key, test.issuerUrl, claims);

  const response = await fetch(`${apiUrl}/v1/commands`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"c":"version"}',
  });

  const { code } = (await response.json()) as Problem;
  deepEqual([response.status, code], [403, 'TENANT_MISSING']);
});
