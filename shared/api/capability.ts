import { timingSafeEqual } from 'node:crypto';
import { hasEnded } from '../build/build.ts';
import { verifyOutbox } from '../docs/token.ts';
import { GatewayError } from '../errors.ts';
import { ID_PATTERN } from '../ids.ts';
import type { SecretReader } from '../secret.ts';
import { getBuild, type StoredBuild } from '../storage/rows/builds.ts';
import type { Table } from '../storage/table/table.ts';
import { isTenant } from '../tenant.ts';
import type { Call } from './call.ts';
import { readBearer } from './headers.ts';

/**
 * The build that the path names by tenant, id and capability. A capability is valid until its build
 * ends or reaches its deadline.
 *
 * @throws {GatewayError} NOT_FOUND, the same for every reason
 */
export async function readBuildOfCapability(
  table: Table,
  { tenant = '', id = '', capability = '' }: Record<string, string>,
): Promise<StoredBuild> {
  const isWellFormed = isTenant(tenant) && ID_PATTERN.test(id);
  const build = isWellFormed ? await getBuild(table, tenant, id) : undefined;
  const isValid =
    build !== undefined &&
    isSame(build.capability, capability) &&
    !hasEnded(build.status) &&
    Date.now() < Date.parse(build.deadline);
  if (!isValid) throw new GatewayError('NOT_FOUND', 'This link is not valid, or has expired.');
  return build;
}

/**
 * Requires the token of Docs, which signs each of its downloads, address included, with the outbox
 * secret.
 *
 * @param header the header that Docs sends its token in
 * @throws {GatewayError} FORBIDDEN
 */
export async function requireDocs(outbox: SecretReader, header: string, call: Call): Promise<void> {
  const token = readBearer(call.headers, header);
  if (!token) throw new GatewayError('FORBIDDEN', `The header ${header} holds no bearer token.`);
  const { payload } = await verifyOutbox(outbox, token);
  const { url } = (payload ?? {}) as { url?: unknown };
  if (typeof url !== 'string' || !url.endsWith(pathOf(call)))
    throw new GatewayError('FORBIDDEN', 'The token of Docs is for another address.');
}

function pathOf({ route, params }: Call): string {
  return route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
}

function isSame(expected: string, actual: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(actual)];
  return a.length === b.length && timingSafeEqual(a, b);
}
