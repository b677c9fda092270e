import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import {
  maySee,
  maySeeScript,
  ownSubject,
  requireRoute,
  requireScope,
} from '../../../shared/api/caller.ts';
import { type CallerRules, readCaller } from '../../../shared/api/read-caller.ts';
import { routeOf } from '../../../shared/api/routes.ts';

const rules: CallerRules = { scopeClaim: '', scopePrefix: '', tenantClaim: '' };

function scopesOf(claims: Record<string, unknown>, changed: Partial<CallerRules> = {}): string[] {
  return [...readCaller(claims, {}, { ...rules, ...changed }).scopes];
}

function callerWith(scope: string, sub?: string) {
  return readCaller({ scope, sub }, {}, rules);
}

test('scopes are read from scope, scp and roles: as a string, as a list and in the list notation of API Gateway', () => {
  deepEqual(scopesOf({ scope: 'builds:read builds:write' }), ['builds:read', 'builds:write']);
  deepEqual(scopesOf({ scp: 'builds:read' }), ['builds:read']);
  deepEqual(scopesOf({ scp: ['builds:read', 'scripts:run'] }), ['builds:read', 'scripts:run']);
  deepEqual(scopesOf({ roles: '[builds:read scripts:run]' }), ['builds:read', 'scripts:run']);
  deepEqual(scopesOf({ roles: '[builds:read]' }), ['builds:read']);
  deepEqual(scopesOf({ scope: 'openid', roles: '[builds:read]' }), ['openid', 'builds:read']);
});

test('a caller whose token has no scope claim has no scopes', () => {
  deepEqual(scopesOf({}), []);
  deepEqual(scopesOf({ scope: '', roles: '[]', scp: 7 }), []);
});

test('scopes are read only from the configured claim', () => {
  const scopeClaim = 'https://example.com/permissions';

  deepEqual(scopesOf({ scope: 'builds:write', [scopeClaim]: '[builds:read]' }, { scopeClaim }), [
    'builds:read',
  ]);
});

test('the configured prefix is removed from scopes, and scopes without it are ignored', () => {
  deepEqual(scopesOf({ scope: 'docs/builds:read builds:write' }, { scopePrefix: 'docs/' }), [
    'builds:read',
  ]);
});

test('every caller has the tenant default when no claim is configured', () => {
  equal(readCaller({ tenant: 'acme' }, {}, rules).tenant, 'default');
});

test('the tenant is read from the configured claim', () => {
  equal(readCaller({ org: 'acme' }, {}, { ...rules, tenantClaim: 'org' }).tenant, 'acme');
});

test('a token whose tenant claim is missing or invalid is TENANT_MISSING', () => {
  for (const org of [
    null,
    'null',
    'undefined',
    'None',
    undefined,
    '',
    'a/b',
    '-a',
    'a'.repeat(65),
    '[a b]',
    7,
  ])
    throws(() => readCaller({ org }, {}, { ...rules, tenantClaim: 'org' }), {
      code: 'TENANT_MISSING',
      message: 'The claim org of the token is missing or is not the name of a tenant.',
    });
});

test('with tenants:act the header docs-gateway-tenant sets the tenant', () => {
  const headers = { 'docs-gateway-tenant': 'acme' };

  const caller = readCaller({ scope: 'tenants:act' }, headers, { ...rules, tenantClaim: 'org' });

  equal(caller.tenant, 'acme');
});

test('the header docs-gateway-tenant without tenants:act is refused, even for the own tenant', () => {
  const headers = { 'docs-gateway-tenant': 'acme' };

  throws(() => readCaller({ org: 'acme' }, headers, { ...rules, tenantClaim: 'org' }), {
    code: 'FORBIDDEN',
    message:
      'The header docs-gateway-tenant needs the scope tenants:act, which the token does not have.',
  });
});

test('the header docs-gateway-tenant with an invalid tenant is refused', () => {
  const headers = { 'docs-gateway-tenant': 'a/b' };

  throws(() => readCaller({ scope: 'tenants:act' }, headers, rules), { code: 'REQUEST_INVALID' });
});

test('with tenants:act and no header the tenant is read from the claim', () => {
  throws(() => readCaller({ scope: 'tenants:act' }, {}, { ...rules, tenantClaim: 'org' }), {
    code: 'TENANT_MISSING',
  });
});

test('a route accepts its scope and its scope for own builds', () => {
  const route = routeOf('GET /v1/builds/{id}');
  if (!route) throw new Error('the route is gone');

  requireRoute(callerWith('builds:read'), route);
  requireRoute(callerWith('builds:write'), route);
  throws(() => requireRoute(callerWith('scripts:run'), route), {
    code: 'FORBIDDEN',
    message: 'This route needs the scope builds:read, which the token does not have.',
  });
});

test('the error for a missing scope names the scope and what needs it', () => {
  throws(() => requireScope(callerWith('builds:write'), 'scripts:run', 'A script'), {
    code: 'FORBIDDEN',
    message: 'A script needs the scope scripts:run, which the token does not have.',
  });
});

test('a caller with builds:read sees every build of its tenant and no other', () => {
  const caller = callerWith('builds:read', 'anna');

  equal(maySee(caller, { tenant: 'default', subject: 'bert' }), true);
  equal(maySee(caller, { tenant: 'default' }), true);
  equal(maySee(caller, { tenant: 'acme', subject: 'anna' }), false);
  equal(ownSubject(caller), undefined);
});

test('without builds:read a caller sees the builds of its own sub alone', () => {
  const caller = callerWith('builds:write', 'anna');

  equal(maySee(caller, { tenant: 'default', subject: 'anna' }), true);
  equal(maySee(caller, { tenant: 'default', subject: 'bert' }), false);
  equal(maySee(caller, { tenant: 'default' }), false);
  equal(ownSubject(caller), 'anna');
});

test('a caller without sub owns no build', () => {
  const caller = callerWith('builds:write');

  equal(maySee(caller, { tenant: 'default' }), false);
  equal(ownSubject(caller), '');
});

test('what the script of a template wrote to the console is shown with templates:debug alone', () => {
  const fromTemplate = { source: { template: 'invoice' } };

  equal(maySeeScript(callerWith('builds:read'), fromTemplate), false);
  equal(maySeeScript(callerWith('builds:read templates:debug'), fromTemplate), true);
  equal(maySeeScript(callerWith('builds:read'), { source: { sha256: 'ab' } }), true);
});
