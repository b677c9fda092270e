import type { IncomingMessage } from 'node:http';
import { type Secrets, type Verdict, verifyInbox } from './tokens.ts';

export type Parameters = Record<string, unknown>;

export type CheckedParameters = {
  params: Parameters;
  token: Verdict['state'];
  /** Whether the parameters come from a token: only then Docs signs its downloads. */
  signed: boolean;
};

type Request = Pick<IncomingMessage, 'headers'> & { query: URLSearchParams; body: Buffer };

/**
 * Reads the parameters of a request. If the body is not JSON, the query is used. A token in the
 * body or query takes precedence over the header, even if it is invalid and the header's token is
 * valid. The claims of the token replace all other parameters; in it `query` overrides `payload`,
 * and `payload` overrides the top level.
 */
export async function readParameters(
  request: Request,
  secrets: Secrets,
  tokenHeader: string,
): Promise<CheckedParameters> {
  const unsigned = jsonOf(request.body) ?? Object.fromEntries(request.query);
  if (secrets.inbox === undefined) return { params: unsigned, token: 'good', signed: false };
  const token = unsigned.token || bearer(request.headers[tokenHeader.toLowerCase()]);
  const verdict = await verifyInbox(token, secrets.inbox);
  if (verdict.state !== 'good') return { params: unsigned, token: verdict.state, signed: false };
  const { claims } = verdict;
  const params = { ...claims, ...fields(claims.payload), ...fields(claims.query) };
  return { params, token: 'good', signed: true };
}

function jsonOf(body: Buffer): Parameters | null {
  if (body.length === 0) return null;
  try {
    return JSON.parse(body.toString('utf8')) || null;
  } catch {
    return null;
  }
}

/** Docs accepts only `Bearer` in this case, followed by one space. */
function bearer(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && header.startsWith('Bearer ') ? header.slice(7) : undefined;
}

const fields = (value: unknown): Parameters =>
  typeof value === 'object' && value !== null ? (value as Parameters) : {};
