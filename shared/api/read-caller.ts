import { env } from '../env.ts';
import { GatewayError } from '../errors.ts';
import { isTenant, TENANT_PATTERN } from '../tenant.ts';
import { type Caller, requireScope } from './caller.ts';
import { headerError } from './headers.ts';

/** Which claims of a token hold scopes and tenant. */
export type CallerRules = {
  /** Empty: `scope`, `scp` and `roles`. */
  scopeClaim: string;
  /** The prefix of scopes that are meant for this API; it is removed, and other scopes are ignored. */
  scopePrefix: string;
  /** Empty: every caller has the tenant `default`. */
  tenantClaim: string;
};

/** API Gateway sends every claim as a string, and a list as `[a b]`; other gateways keep lists. */
type Claims = Record<string, unknown>;
type Headers = Record<string, string | undefined>;

/** A claim without a value, as text: so it arrives where a gateway or an issuer writes every claim as a string. */
const NO_VALUES: unknown[] = ['null', 'undefined', 'None'];

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
 * Reads who calls, and for which tenant.
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

/** @param actsFor the header `docs-gateway-tenant` */
function readTenant(
  claims: Claims,
  actsFor: string | undefined,
  scopes: Set<string>,
  { tenantClaim }: CallerRules,
): string {
  if (actsFor !== undefined) {
    requireScope({ scopes }, 'tenants:act', `The header ${TENANT_HEADER}`);
    if (isTenant(actsFor)) return actsFor;
    throw headerError('REQUEST_INVALID', TENANT_HEADER, `must match ${TENANT_PATTERN.source}`);
  }
  if (!tenantClaim) return 'default';
  const tenant = claims[tenantClaim];
  if (isTenant(tenant) && !NO_VALUES.includes(tenant)) return tenant;
  const message = `The claim ${tenantClaim} of the token is missing or is not the name of a tenant.`;
  throw new GatewayError('TENANT_MISSING', message);
}
