export type Scope =
  | 'builds:read'
  | 'builds:write'
  | 'scripts:run'
  | 'tenants:act'
  | 'commands:*'
  | `commands:${string}`;

export type Route = {
  method: 'GET' | 'POST' | 'DELETE' | 'ANY';
  /** As API Gateway writes it; `$default` is every path that no other route has. */
  path: `/${string}` | '$default';
  /** The file in `functions/api/` that answers. */
  function: string;
  /** What a token must be good for; an open route has no authorizer in front of it. */
  scope: Scope | 'open';
  /** With this scope alone, a caller reaches the builds that its own `sub` made, and no others. */
  ownScope?: Scope;
  /** A scope that begins like this opens it too; which one is needed, the body says. */
  scopeFamily?: 'commands:';
};

/** Every route there is: `infra/` makes them of this table, the chain checks scopes by it. */
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
    method: 'POST',
    path: '/v1/commands',
    function: 'run-command',
    scope: 'commands:*',
    scopeFamily: 'commands:',
  },
  // For Docs alone, whose own token its function checks.
  {
    method: 'POST',
    path: '/v1/callbacks/{tenant}',
    function: 'receive-callback',
    scope: 'open',
  },
  { method: 'POST', path: '/v1/callbacks', function: 'receive-callback', scope: 'open' },
  // For Docs alone; a capability in the path is the right, so no authorizer.
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

type KeyOf<R> = R extends { method: infer M extends string; path: `/${infer P}` }
  ? `${M} /${P}`
  : never;
/** The names of the routes that have a path of their own: all but `$default`. */
export type RouteKey = KeyOf<(typeof ROUTES)[number]>;

/** The name API Gateway gives a route, in its definition and in the events it sends. */
export function routeKeyOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return path === '$default' ? path : `${method} ${path}`;
}

const BY_KEY = new Map<string, Route>(ROUTES.map((route) => [routeKeyOf(route), route]));

/** The route of an event; `undefined` for one that this table does not know. */
export function routeOf(routeKey: string): Route | undefined {
  return BY_KEY.get(routeKey);
}
