export type Scope =
  | 'builds:read'
  | 'builds:write'
  | 'scripts:run'
  | 'templates:debug'
  | 'documents:read'
  | 'tenants:act'
  | 'commands:*'
  | `commands:${string}`;

export type Route = {
  method: 'GET' | 'HEAD' | 'POST' | 'DELETE' | 'ANY';
  /** In API Gateway's notation; `$default` matches every path that has no other route. */
  path: `/${string}` | '$default';
  /** The file in `functions/api/` that handles the route. */
  function: string;
  /** The scope that a token needs; an open route has no authorizer. */
  scope: Scope | 'open';
  /** With this scope alone, a caller reaches only builds made with its own `sub`. */
  ownScope?: Scope;
  /** Any scope with this prefix opens the route too; the handler then checks the one that the body needs. */
  scopeFamily?: 'commands:';
};

/** All routes but those of HEAD. `infra/` creates them from this table, and the chain checks scopes with it. */
export const ROUTES = [
  { method: 'POST', path: '/v1/builds', function: 'create-build', scope: 'builds:write' },
  {
    method: 'GET',
    path: '/v1/builds',
    function: 'list-builds',
    scope: 'builds:read',
    ownScope: 'builds:write',
  },
  {
    method: 'GET',
    path: '/v1/builds/{id}',
    function: 'get-build',
    scope: 'builds:read',
    ownScope: 'builds:write',
  },
  {
    method: 'POST',
    path: '/v1/builds/{id}/cancel',
    function: 'cancel-build',
    scope: 'builds:write',
  },
  { method: 'DELETE', path: '/v1/builds/{id}', function: 'erase-build', scope: 'builds:write' },
  {
    method: 'GET',
    path: '/v1/builds/{id}/files/{name}',
    function: 'get-file',
    scope: 'builds:read',
    ownScope: 'builds:write',
  },
  {
    method: 'GET',
    path: '/v1/builds/{id}/files/{name}/link',
    function: 'get-file-link',
    scope: 'builds:read',
    ownScope: 'builds:write',
  },
  { method: 'GET', path: '/v1/templates', function: 'list-templates', scope: 'builds:write' },
  { method: 'GET', path: '/v1/templates/{name}', function: 'get-template', scope: 'builds:write' },
  {
    method: 'POST',
    path: '/v1/scripts/check',
    function: 'check-script',
    scope: 'scripts:run',
  },
  {
    method: 'GET',
    path: '/v1/documents/{key}',
    function: 'get-document',
    scope: 'documents:read',
  },
  {
    method: 'GET',
    path: '/v1/documents/{key}/files/{name}/link',
    function: 'get-document-link',
    scope: 'documents:read',
  },
  {
    method: 'POST',
    path: '/v1/commands',
    function: 'run-command',
    scope: 'commands:*',
    scopeFamily: 'commands:',
  },
  // For Docs. The function verifies Docs' token.
  {
    method: 'POST',
    path: '/v1/callbacks/{tenant}',
    function: 'receive-callback',
    scope: 'open',
  },
  { method: 'POST', path: '/v1/callbacks', function: 'receive-callback', scope: 'open' },
  // For Docs. The capability in the path grants access.
  {
    method: 'GET',
    path: '/v1/scripts/{tenant}/{id}/{capability}',
    function: 'serve-script',
    scope: 'open',
  },
  {
    method: 'GET',
    path: '/v1/inputs/{tenant}/{id}/{capability}/{name}',
    function: 'serve-script',
    scope: 'open',
  },
  { method: 'GET', path: '/v1/health', function: 'report-health', scope: 'open' },
  { method: 'GET', path: '/openapi.json', function: 'report-health', scope: 'open' },
  { method: 'GET', path: '/', function: 'report-health', scope: 'open' },
  { method: 'ANY', path: '$default', function: 'report-health', scope: 'open' },
] as const satisfies readonly Route[];

/** The routes of the pages, which a deployment without pages does not have. */
export const PAGE_ROUTES = [
  { method: 'GET', path: '/console', function: 'show-page', scope: 'open' },
  { method: 'GET', path: '/console/{file}', function: 'show-page', scope: 'open' },
  { method: 'GET', path: '/reference', function: 'show-page', scope: 'open' },
  { method: 'GET', path: '/reference/{file}', function: 'show-page', scope: 'open' },
] as const satisfies readonly Route[];

type KeyOf<R> = R extends { method: infer M extends string; path: `/${infer P}` }
  ? `${M} /${P}`
  : never;
/** The keys of all routes but `$default`. */
export type RouteKey = KeyOf<(typeof ROUTES)[number]>;

/** The route key that API Gateway uses in the definition of a route and in its events. */
export function routeKeyOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return path === '$default' ? path : `${method} ${path}`;
}

type ServedRoute = Route & { function: (typeof ROUTES)[number]['function'] };

/** Every route that API Gateway has without pages: where GET is, HEAD is too, with the same function and scopes. */
export const ROUTES_WITH_HEAD: readonly ServedRoute[] = withHead<ServedRoute>(ROUTES);

/** The same of the pages. */
export const PAGE_ROUTES_WITH_HEAD: readonly Route[] = withHead<Route>(PAGE_ROUTES);

function withHead<R extends Route>(routes: readonly R[]): R[] {
  return routes.flatMap((route) =>
    route.method === 'GET' ? [route, { ...route, method: 'HEAD' }] : [route],
  );
}

const BY_KEY = new Map<string, Route>(
  [...ROUTES_WITH_HEAD, ...PAGE_ROUTES_WITH_HEAD].map((route) => [routeKeyOf(route), route]),
);

/** The route with this key; `undefined` when the table has none. */
export function routeOf(routeKey: string): Route | undefined {
  return BY_KEY.get(routeKey);
}

/**
 * The methods of the routes that a path matches, in alphabetical order.
 *
 * @param path without the query; empty segments match no variable
 * @param pages whether the deployment has pages
 */
export function methodsOf(path: string, pages = false): string[] {
  const routes = pages ? [...ROUTES_WITH_HEAD, ...PAGE_ROUTES_WITH_HEAD] : ROUTES_WITH_HEAD;
  const matching = routes.filter((route) => patternOf(route).test(path));
  return [...new Set(matching.map(({ method }) => method))].sort();
}

function patternOf({ path }: Route): RegExp {
  const segments = path.split(/\{\w+\}/).map((text) => text.replaceAll(/[.$]/g, '\\$&'));
  return new RegExp(`^${segments.join('[^/]+')}$`);
}
