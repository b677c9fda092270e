import { timingSafeEqual } from 'node:crypto';
import { hasEnded } from '../build/build.ts';
import { TENANT_PATTERN } from '../build/request.ts';
import { verifyOutbox } from '../docs/token.ts';
import { GatewayError } from '../errors.ts';
import { ID_PATTERN } from '../ids.ts';
import type { SecretReader } from '../secret.ts';
import { getBuild, type StoredBuild } from '../storage/rows/builds.ts';
import type { Table } from '../storage/rows/table.ts';
import type { Call } from './http.ts';

/**
 * The build whose capability stands in the path: good until the build has ended, or its deadline.
 *
 * @throws {GatewayError} NOT_FOUND, whatever is wrong
 */
export async function readBuildOfCapability(
  table: Table,
  { tenant = '', id = '', capability = '' }: Record<string, string>,
): Promise<StoredBuild> {
  const named = TENANT_PATTERN.test(tenant) && ID_PATTERN.test(id);
  const build = named ? await getBuild(table, tenant, id) : undefined;
  const good =
    build !== undefined &&
    isSame(build.capability, capability) &&
    !hasEnded(build.status) &&
    Date.now() < Date.parse(build.deadline);
  if (!good) throw new GatewayError('NOT_FOUND', 'There is nothing here, or no longer.');
  return build;
}

/**
 * Lets only Docs pass: it signs each download with the outbox secret, and says which one it is.
 *
 * @param header the header Docs sends its token in
 * @throws {GatewayError} FORBIDDEN
 */
export async function requireDocs(outbox: SecretReader, header: string, call: Call): Promise<void> {
  const token = /^Bearer (\S+)$/.exec(call.headers[header.toLowerCase()] ?? '')?.[1];
  if (!token) throw new GatewayError('FORBIDDEN', `The header ${header} bears no token of Docs.`);
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

function isSame(known: string, told: string): boolean {
  const [a, b] = [Buffer.from(known), Buffer.from(told)];
  return a.length === b.length && timingSafeEqual(a, b);
}
