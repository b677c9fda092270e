import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { GatewayError } from '../errors.ts';
import { refusalOfAddress } from './addresses.ts';
import { download } from './download.ts';
import { checkSourceUrl, type SourceRules, sourceRefused } from './source-url.ts';

export type SourceLimits = {
  maxBytes: number;
  /** For name look-up, connection and download together. */
  timeoutMs: number;
  signal?: AbortSignal;
  /** Resolves a name to all of its addresses; by default with the system's resolver. */
  lookup?: (hostname: string) => Promise<Resolved[]>;
};

type Resolved = { address: string; family: number };

/**
 * Downloads a caller's URL; no other code does. The name is looked up once, every address must be
 * allowed, and the connection goes to one of these addresses, so a name that resolves to another
 * address later (DNS rebinding) does not matter. Redirects are not followed, and compressed answers
 * are refused.
 *
 * @throws {GatewayError} SOURCE_REFUSED by a rule, SOURCE_DOWNLOAD, or SCRIPT_TOO_LARGE
 */
export async function fetchSource(
  url: string,
  rules: SourceRules,
  limits: SourceLimits,
): Promise<Buffer> {
  const target = checkSourceUrl(url, rules);
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  const signal = limits.signal ? AbortSignal.any([limits.signal, timeout]) : timeout;
  const addresses = await resolve(target.hostname, limits, signal);
  for (const { address } of addresses) {
    const kind = refusalOfAddress(address, rules.allow);
    if (kind) throw sourceRefused(`has the host ${target.hostname}, which is not public (${kind})`);
  }
  return download(target, { maxBytes: limits.maxBytes, signal, lookup: pinned(addresses) });
}

async function resolve(
  hostname: string,
  { lookup: find = lookUp }: SourceLimits,
  signal: AbortSignal,
): Promise<Resolved[]> {
  const literal = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(literal);
  if (family) return [{ address: literal, family }];
  const addresses = await unlessAborted(() => find(hostname), signal).catch((cause: unknown) => {
    const message = `the source's host ${hostname} could not be looked up`;
    throw new GatewayError('SOURCE_DOWNLOAD', message, { cause });
  });
  if (addresses.length > 0) return addresses;
  throw new GatewayError('SOURCE_DOWNLOAD', `the source's host ${hostname} has no address`);
}

/** IPv4 first, since a function outside of a VPC has no IPv6 connectivity. */
function lookUp(hostname: string): Promise<Resolved[]> {
  return lookup(hostname, { all: true, order: 'ipv4first' });
}

/** Stops waiting on abort; the look-up itself cannot be cancelled. */
async function unlessAborted<T>(begin: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([begin(), aborted]);
}

/** A look-up for the connection that returns these addresses without asking the network. */
function pinned(addresses: Resolved[]): LookupFunction {
  return (_hostname, { all }, answer) => {
    const [first] = addresses;
    if (all) answer(null, addresses);
    else answer(null, first?.address ?? '', first?.family);
  };
}
