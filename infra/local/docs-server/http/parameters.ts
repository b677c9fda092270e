import type { IncomingMessage } from 'node:http';
import { type Secrets, type Verdict, verifyInbox } from './tokens.ts';

export type Parameters = Record<string, unknown>;

export type Asked = {
  params: Parameters;
  token: Verdict['state'];
  /** Whether a token said all this: only then Docs signs what it fetches. */
  signed: boolean;
};

type Request = Pick<IncomingMessage, 'headers'> & { query: URLSearchParams; body: Buffer };

/**
 * What a request asks for. A body that is no JSON is no error: then the query counts. A token in the
 * body or query beats the header, even a bad one a good one; what it signs replaces all the rest,
 * `payload` and then `query` inside it winning over its own top level.
 */
export async function readParameters(
  request: Request,
  secrets: Secrets,
  tokenHeader: string,
): Promise<Asked> {
  const open = jsonOf(request.body) ?? Object.fromEntries(request.query);
  if (secrets.inbox === undefined) return { params: open, token: 'good', signed: false };
  const token = open.token || bearer(request.headers[tokenHeader.toLowerCase()]);
  const verdict = await verifyInbox(token, secrets.inbox);
  if (verdict.state !== 'good') return { params: open, token: verdict.state, signed: false };
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

/** Case and the single blank count. */
function bearer(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && header.startsWith('Bearer ') ? header.slice(7) : undefined;
}

const fields = (value: unknown): Parameters =>
  typeof value === 'object' && value !== null ? (value as Parameters) : {};
