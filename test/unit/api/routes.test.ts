import { deepEqual, equal } from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  methodsOf,
  PAGE_ROUTES,
  PAGE_ROUTES_WITH_HEAD,
  ROUTES,
  ROUTES_WITH_HEAD,
  type Route,
  routeKeyOf,
  routeOf,
} from '../../../shared/api/routes.ts';

const routes: readonly Route[] = [...ROUTES, ...PAGE_ROUTES];
const routesWithHead = [...ROUTES_WITH_HEAD, ...PAGE_ROUTES_WITH_HEAD];

test('every route has a function in functions/api, and every function there has a route', () => {
  const files = readdirSync(new URL('../../../functions/api/', import.meta.url));

  const named = new Set(routes.map((route) => `${route.function}.ts`));

  deepEqual([...named].sort(), files.sort());
});

test('only health, index, description, unknown paths, the pages and the routes for Docs are open', () => {
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
    '/console',
    '/console/{file}',
    '/reference',
    '/reference/{file}',
  ]);
});

test('a function with a closed route has no open route and uses the chain that checks scopes', () => {
  for (const { function: name, scope } of routes) {
    const file = new URL(`../../../functions/api/${name}.ts`, import.meta.url);
    equal(existsSync(file), true, name);
    const chain = scope === 'open' ? 'openHttp(' : ' http(';
    equal(readFileSync(file, 'utf8').includes(chain), true, `${name} is behind ${chain}`);
  }
});

test('every route that reads builds lets a caller with builds:write read its own builds', () => {
  for (const { method, scope, ownScope, path } of routes)
    if (scope === 'builds:read') deepEqual([method, ownScope], ['GET', 'builds:write'], path);
});

test('routeOf() finds every route by its route key', () => {
  for (const route of routesWithHead) equal(routeOf(routeKeyOf(route)), route);
  equal(routeOf('GET /v2/builds'), undefined);
  equal(new Set(routes.map(routeKeyOf)).size, routes.length);
});

test('routes.ts imports nothing, so that infra/ can read it', () => {
  const text = readFileSync(new URL('../../../shared/api/routes.ts', import.meta.url), 'utf8');

  equal(/^import /m.test(text), false);
});

test('every GET route has a HEAD route with the same function and scopes', () => {
  const heads = routesWithHead.filter(({ method }) => method === 'HEAD');

  const gets = routes.filter(({ method }) => method === 'GET');
  deepEqual(
    heads,
    gets.map((route) => ({ ...route, method: 'HEAD' })),
  );
  equal(routesWithHead.length, routes.length + heads.length);
});

test('methodsOf() finds every method of a path', () => {
  deepEqual(methodsOf('/v1/builds'), ['GET', 'HEAD', 'POST']);
  deepEqual(methodsOf('/v1/builds/01KAMXF9W0Q5T2M7Y3B8C4D6E1'), ['DELETE', 'GET', 'HEAD']);
  deepEqual(methodsOf('/v1/builds/1/files/a.docx'), ['GET', 'HEAD']);
  deepEqual(methodsOf('/'), ['GET', 'HEAD']);
  for (const path of ['', '/v1', '/v1/builds/', '/v1/builds/1/files/a/b'])
    deepEqual(methodsOf(path), [], path);
  deepEqual([methodsOf('/console'), methodsOf('/console', true)], [[], ['GET', 'HEAD']]);
});
