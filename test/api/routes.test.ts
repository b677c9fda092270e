import { deepEqual, equal } from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ROUTES, type Route, routeKeyOf, routeOf } from '../../shared/api/routes.ts';

const routes: readonly Route[] = ROUTES;

test('every route has a function that answers it, and every function in functions/api a route', () => {
  const files = readdirSync(new URL('../../functions/api/', import.meta.url));

  const named = new Set(routes.map((route) => `${route.function}.ts`));

  deepEqual([...named].sort(), files.sort());
});

test('open are only health, index, description, unknown paths, and what bears a token of Docs or a capability', () => {
  const open = routes.filter(({ scope }) => scope === 'open').map(({ path }) => path);

  deepEqual(open, [
    '/v1/callbacks/{tenant}',
    '/v1/callbacks',
    '/v1/scripts/{tenant}/{id}/{capability}',
    '/v1/inputs/{tenant}/{id}/{capability}/{name}',
    '/v1/health',
    '/openapi.json',
    '/',
    '$default',
  ]);
});

test('a function with a closed route has no open one, and goes through the chain that checks', () => {
  for (const { function: name, scope } of routes) {
    const file = new URL(`../../functions/api/${name}.ts`, import.meta.url);
    equal(existsSync(file), true, name);
    const chain = scope === 'open' ? 'openHttp(' : ' http(';
    equal(readFileSync(file, 'utf8').includes(chain), true, `${name} is behind ${chain}`);
  }
});

test('whoever may write builds reads its own on every route that reads', () => {
  for (const { method, scope, ownScope, path } of routes)
    if (scope === 'builds:read') deepEqual([method, ownScope], ['GET', 'builds:write'], path);
});

test('a route is found by the name API Gateway gives it', () => {
  for (const route of routes) equal(routeOf(routeKeyOf(route)), route);
  equal(routeOf('GET /v2/builds'), undefined);
  equal(new Set(routes.map(routeKeyOf)).size, routes.length);
});

test('the table pulls no code: infra reads it', () => {
  const text = readFileSync(new URL('../../shared/api/routes.ts', import.meta.url), 'utf8');

  equal(/^import /m.test(text), false);
});
