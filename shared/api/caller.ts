import { GatewayError } from '../errors.ts';
import type { StoredBuild } from '../storage/rows/builds.ts';
import type { Route, Scope } from './routes.ts';

/** The caller, as the claims of its token describe it. */
export type Caller = {
  tenant: string;
  /** The token's `sub`. */
  subject?: string;
  scopes: ReadonlySet<string>;
};

/** @throws {GatewayError} FORBIDDEN, naming the scope, when the token has no scope of the route */
export function requireRoute({ scopes }: Caller, { scope, ownScope, scopeFamily }: Route): void {
  if (scope === 'open' || scopes.has(scope) || (ownScope && scopes.has(ownScope))) return;
  if (scopeFamily && [...scopes].some((name) => name.startsWith(scopeFamily))) return;
  throw missingScope(scope);
}

/** @throws {GatewayError} FORBIDDEN, naming the scope, unless the token allows this or every command */
export function requireCommandScope({ scopes }: Caller, c: string): void {
  if (!scopes.has('commands:*') && !scopes.has(`commands:${c}`))
    throw missingScope(`commands:${c}`, 'This command');
}

/**
 * @param what needs the scope, for example `The header x`
 * @throws {GatewayError} FORBIDDEN, naming the scope
 */
export function requireScope({ scopes }: Pick<Caller, 'scopes'>, scope: Scope, what: string): void {
  if (!scopes.has(scope)) throw missingScope(scope, what);
}

/** Whether a caller may see a build: without `builds:read` only builds made with its own `sub`. */
export function maySee(
  { tenant, subject, scopes }: Caller,
  build: { tenant: string; subject?: string },
): boolean {
  if (build.tenant !== tenant) return false;
  return scopes.has('builds:read') || (subject !== undefined && build.subject === subject);
}

/** Whether a caller may read quotes of a build's script, and what it wrote to the console: templates are the operator's. */
export function maySeeScript({ scopes }: Caller, { source }: Pick<StoredBuild, 'source'>): boolean {
  return source.template === undefined || scopes.has('templates:debug');
}

/** The only `sub` whose builds the caller may list; undefined for a caller with `builds:read`. */
export function ownSubject({ scopes, subject }: Caller): string | undefined {
  return scopes.has('builds:read') ? undefined : (subject ?? '');
}

function missingScope(scope: Scope, what = 'This route'): GatewayError {
  return new GatewayError(
    'FORBIDDEN',
    `${what} needs the scope ${scope}, which the token does not have.`,
  );
}
