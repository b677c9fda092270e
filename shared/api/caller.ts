import { TENANT_PATTERN } from '../build/request.ts';
import { env } from '../env.ts';
import { GatewayError } from '../errors.ts';
import type { Route, Scope } from './routes.ts';

/** Who calls, as the token says it that API Gateway's authorizer checked. */
export type Caller = {
  tenant: string;
  /** The token's `sub`. */
  subject?: string;
  scopes: ReadonlySet<string>;
};

/** Where in a token scopes and tenant are found. */
export type CallerRules = {
  /** Empty: `scope`, `scp` and `roles`. */
  scopeClaim: string;
  /** What a scope begins with that is meant for us; it is taken off. */
  scopePrefix: string;
  /** Empty: there is one tenant, `default`. */
  tenantClaim: string;
};

/** API Gateway hands every claim on as a string, a list as `[a b]`; other gateways leave lists as they are. */
type Claims = Record<string, unknown>;
type Headers = Record<string, string | undefined>;

const TENANT_HEADER = 'docs-gateway-tenant';

/** Reads the environment; call it at cold start. */
export function callerRules(): CallerRules {
  return {
    scopeClaim: env('SCOPE_CLAIM'),
    scopePrefix: env('SCOPE_PREFIX'),
    tenantClaim: env('TENANT_CLAIM'),
  };
}

/**
 * Who calls, and for whom.
 *
 * @throws {GatewayError} TENANT_MISSING, or FORBIDDEN for `docs-gateway-tenant` without `tenants:act`
 */
export function readCaller(claims: Claims, headers: Headers, rules: CallerRules): Caller {
  const scopes = readScopes(claims, rules);
  return {
    tenant: readTenant(claims, headers[TENANT_HEADER], scopes, rules),
    subject: typeof claims.sub === 'string' && claims.sub !== '' ? claims.sub : undefined,
    scopes,
  };
}

/** @throws {GatewayError} FORBIDDEN, naming the scope, when the token is not good for the route */
export function requireRoute({ scopes }: Caller, { scope, ownScope, scopeFamily }: Route): void {
  if (scope === 'open' || scopes.has(scope) || (ownScope && scopes.has(ownScope))) return;
  if (scopeFamily && [...scopes].some((name) => name.startsWith(scopeFamily))) return;
  throw forbidden(scope);
}

/** @throws {GatewayError} FORBIDDEN, naming the scope, unless the token is good for this or every command */
export function requireCommandScope({ scopes }: Caller, c: string): void {
  if (!scopes.has('commands:*') && !scopes.has(`commands:${c}`))
    throw forbidden(`commands:${c}`, 'This command needs');
}

/** @throws {GatewayError} FORBIDDEN, naming the scope */
export function requireScope({ scopes }: Caller, scope: Scope, why: string): void {
  if (!scopes.has(scope)) throw forbidden(scope, `${why} needs`);
}

/** Whether a caller may know of a build: without `builds:read` only of those its own `sub` made. */
export function maySee(
  { tenant, subject, scopes }: Caller,
  build: { tenant: string; subject?: string },
): boolean {
  if (build.tenant !== tenant) return false;
  return scopes.has('builds:read') || (subject !== undefined && build.subject === subject);
}

/** Whose builds alone a caller may see; undefined for one with `builds:read`, who sees the tenant's. */
export function ownSubject({ scopes, subject }: Caller): string | undefined {
  return scopes.has('builds:read') ? undefined : (subject ?? '');
}

function readScopes(claims: Claims, { scopeClaim, scopePrefix }: CallerRules): Set<string> {
  const names = scopeClaim ? [scopeClaim] : ['scope', 'scp', 'roles'];
  const scopes = names.flatMap((name) => readList(claims[name]));
  return new Set(
    scopes
      .filter((scope) => scope.startsWith(scopePrefix))
      .map((scope) => scope.slice(scopePrefix.length)),
  );
}

function readList(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.filter((item) => typeof item === 'string');
  if (typeof claim !== 'string') return [];
  const list = /^\[(.*)\]$/s.exec(claim)?.[1] ?? claim;
  return list.split(/\s+/).filter(Boolean);
}

function readTenant(
  claims: Claims,
  actsFor: string | undefined,
  scopes: Set<string>,
  { tenantClaim }: CallerRules,
): string {
  if (actsFor !== undefined) {
    if (!scopes.has('tenants:act'))
      throw forbidden('tenants:act', `The header ${TENANT_HEADER} needs`);
    if (TENANT_PATTERN.test(actsFor)) return actsFor;
    throw new GatewayError(
      'REQUEST_INVALID',
      `The header ${TENANT_HEADER} names no tenant: it must match ${TENANT_PATTERN.source}.`,
    );
  }
  if (!tenantClaim) return 'default';
  const tenant = claims[tenantClaim];
  if (typeof tenant === 'string' && TENANT_PATTERN.test(tenant)) return tenant;
  throw new GatewayError(
    'TENANT_MISSING',
    `The token has no claim ${tenantClaim} that is the name of a tenant.`,
  );
}

function forbidden(scope: Scope, what = 'This route needs'): GatewayError {
  return new GatewayError(
    'FORBIDDEN',
    `${what} the scope ${scope}, which the token does not have.`,
  );
}
