import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import * as z from 'zod/mini';
import { isCidr } from '../cidr.ts';
import { env } from '../env.ts';
import { GatewayError } from '../errors.ts';
import { refusalOfAddress } from './addresses.ts';
import { download } from './download.ts';

/** What a caller's URL may be. */
export type SourceRules = {
  schemes: ('https' | 'http')[];
  ports: number[];
  /** CIDRs that may be reached though they are private. */
  allow: string[];
  /** Names of ours, with or without a port: a caller's URL never leads back to us. */
  ownHosts: string[];
};

export type SourceLimits = {
  maxBytes: number;
  /** For all of it: looking up, connecting, waiting, reading. */
  timeoutMs: number;
  signal?: AbortSignal;
  /** All addresses of a name; the system's resolver unless a test knows better. */
  lookup?: (hostname: string) => Promise<Resolved[]>;
};

type Resolved = { address: string; family: number };

const MAX_URL_CHARACTERS = 4_096;

export const sourceRulesSchema = z.object({
  schemes: z.array(z.enum(['https', 'http'])),
  ports: z.array(z.int().check(z.minimum(1), z.maximum(65_535))),
  allow: z.array(z.string().check(z.refine(isCidr, { error: 'is no CIDR' }))),
  ownHosts: z.array(z.string()),
});

/** @throws {Error} when the text, an environment variable of ours, is no JSON of `SourceRules` */
export function parseSourceRules(json: string): SourceRules {
  const { data, error } = sourceRulesSchema.safeParse(JSON.parse(json));
  if (error) throw new Error(`the rules for sources are wrong: ${z.prettifyError(error)}`);
  return data;
}

/** The rules of this stack; call it at cold start. */
export function sourceRulesFromEnv(): SourceRules {
  return parseSourceRules(env('SOURCE_RULES'));
}

/**
 * Checks all of a caller's URL that can be seen without looking its name up. No connection is opened.
 *
 * @throws {GatewayError} SOURCE_REFUSED, naming the rule; never more of the URL than its host
 */
export function checkSourceUrl(url: string, rules: SourceRules): URL {
  const rule = brokenFormRule(url) ?? brokenRule(new URL(url), url, rules);
  if (rule) throw refused(rule);
  return new URL(url);
}

/** Looks at the text: a URL parser mends, drops or turns round what this refuses. */
function brokenFormRule(url: string): string | undefined {
  if (url.length > MAX_URL_CHARACTERS) return `is longer than ${MAX_URL_CHARACTERS} characters`;
  if (/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\\]/u.test(url)) {
    return 'holds a control character, a blank or a backslash';
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(url) || !URL.canParse(url)) {
    return 'is no absolute URL';
  }
  return undefined;
}

function brokenRule(parsed: URL, url: string, rules: SourceRules): string | undefined {
  const scheme = parsed.protocol.slice(0, -1);
  if (!rules.schemes.some((allowed) => allowed === scheme)) {
    return `has the scheme ${scheme}; allowed: ${rules.schemes.join(', ')}`;
  }
  if (/^[^/]*\/\/[^/?#]*@/.test(url)) return 'holds credentials';
  const port = Number(parsed.port || (scheme === 'https' ? 443 : 80));
  if (!rules.ports.includes(port)) {
    return `leads to port ${port}; allowed: ${rules.ports.join(', ')}`;
  }
  return brokenHostRule(parsed.hostname, port, rules);
}

function brokenHostRule(hostname: string, port: number, rules: SourceRules): string | undefined {
  const name = hostname.replace(/\.$/, '');
  const ownHosts = rules.ownHosts.map((host) => host.toLowerCase());
  if (ownHosts.includes(name) || ownHosts.includes(`${name}:${port}`)) {
    return 'leads back to this gateway';
  }
  const literal = /(^|\.)localhost$/.test(name) ? '127.0.0.1' : name.replace(/^\[|\]$/g, '');
  const kind = isIP(literal) ? refusalOfAddress(literal, rules.allow) : undefined;
  return kind && `leads to ${name}, which is not public (${kind})`;
}

/**
 * Fetches a caller's URL: the one place that does. The name is looked up once, every address that it
 * has must be allowed, and the connection goes to one of those very addresses, whatever the name
 * resolves to a moment later. Redirects are not followed, compressed answers not taken.
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
    if (kind) throw refused(`leads to ${target.hostname}, which is not public (${kind})`);
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

/** IPv4 first: a function outside of a VPC has no way out by IPv6. */
function lookUp(hostname: string): Promise<Resolved[]> {
  return lookup(hostname, { all: true, order: 'ipv4first' });
}

/** A resolver cannot be interrupted, only be left behind. */
async function unlessAborted<T>(begin: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([begin(), aborted]);
}

/** A look-up that has only these answers: connecting asks it instead of the network. */
function pinned(addresses: Resolved[]): LookupFunction {
  return (_hostname, { all }, answer) => {
    const [first] = addresses;
    if (all) answer(null, addresses);
    else answer(null, first?.address ?? '', first?.family);
  };
}

function refused(rule: string): GatewayError {
  return new GatewayError('SOURCE_REFUSED', `the source's URL ${rule}`);
}
