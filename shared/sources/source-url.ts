import { isIP } from 'node:net';
import * as z from 'zod/mini';
import { isCidr } from '../cidr.ts';
import { env } from '../env.ts';
import { GatewayError } from '../errors.ts';
import { refusalOfAddress } from './addresses.ts';

/** The rules for URLs of callers. */
export type SourceRules = {
  schemes: ('https' | 'http')[];
  ports: number[];
  /** CIDRs that are allowed although they are not public. */
  allow: string[];
  /** Hosts of this gateway and of Docs, with or without a port; URLs of callers may not use them. */
  ownHosts: string[];
};

const MAX_URL_CHARACTERS = 4_096;

const sourceRulesSchema = z.object({
  schemes: z.array(z.enum(['https', 'http'])),
  ports: z.array(z.int().check(z.minimum(1), z.maximum(65_535))),
  allow: z.array(z.string().check(z.refine(isCidr, { error: 'is not a CIDR' }))),
  ownHosts: z.array(z.string()),
});

/** @throws {Error} when the text, an environment variable, is not JSON of `SourceRules` */
export function parseSourceRules(json: string): SourceRules {
  const { data, error } = sourceRulesSchema.safeParse(JSON.parse(json));
  if (error) throw new Error(`the rules for sources are not valid: ${z.prettifyError(error)}`);
  return data;
}

/** The rules of this stack; call it at cold start. */
export function sourceRulesFromEnv(): SourceRules {
  return parseSourceRules(env('SOURCE_RULES'));
}

/**
 * Checks every rule of a caller's URL that needs no name look-up. No connection is opened.
 *
 * @throws {GatewayError} SOURCE_REFUSED, naming the rule; its message quotes only the host of the URL
 */
export function checkSourceUrl(url: string, rules: SourceRules): URL {
  const rule = brokenFormRule(url) ?? brokenRule(new URL(url), url, rules);
  if (rule) throw sourceRefused(rule);
  return new URL(url);
}

/** @param rule what is wrong with the URL, as the rest of a sentence */
export function sourceRefused(rule: string): GatewayError {
  return new GatewayError('SOURCE_REFUSED', `the source's URL ${rule}`);
}

/** Checks the text itself, since URL parsers repair or drop what these rules refuse. */
function brokenFormRule(url: string): string | undefined {
  if (url.length > MAX_URL_CHARACTERS) return `has more than ${MAX_URL_CHARACTERS} characters`;
  if (/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\\]/u.test(url)) {
    return 'contains a control character, a space or a backslash';
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(url) || !URL.canParse(url)) {
    return 'is not an absolute URL';
  }
  return undefined;
}

function brokenRule(parsed: URL, url: string, rules: SourceRules): string | undefined {
  const scheme = parsed.protocol.slice(0, -1);
  if (!rules.schemes.some((allowed) => allowed === scheme)) {
    return `has the scheme ${scheme}; allowed: ${rules.schemes.join(', ')}`;
  }
  if (/^[^/]*\/\/[^/?#]*@/.test(url)) return 'contains credentials';
  const port = Number(parsed.port || (scheme === 'https' ? 443 : 80));
  if (!rules.ports.includes(port)) {
    return `has the port ${port}; allowed: ${rules.ports.join(', ')}`;
  }
  return brokenHostRule(parsed.hostname, port, rules);
}

function brokenHostRule(hostname: string, port: number, rules: SourceRules): string | undefined {
  const name = hostname.replace(/\.$/, '');
  const ownHosts = rules.ownHosts.map((host) => host.toLowerCase());
  if (ownHosts.includes(name) || ownHosts.includes(`${name}:${port}`)) {
    return 'has a host of this gateway';
  }
  const literal = /(^|\.)localhost$/.test(name) ? '127.0.0.1' : name.replace(/^\[|\]$/g, '');
  const kind = isIP(literal) ? refusalOfAddress(literal, rules.allow) : undefined;
  return kind && `has the host ${name}, which is not public (${kind})`;
}
