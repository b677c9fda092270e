import type { FileData } from '../types.ts';

/** A request as the fake gateway reads it. */
export type FakeRequest = {
  method: string;
  /** Without the query; its parts are decoded. */
  path: string[];
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
};

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}

export function problem(
  status: number,
  code: string,
  { retryable = false, detail = `The fake gateway answers ${code}.` } = {},
): Response {
  const body = { type: 'about:blank', title: code, status, detail, code, retryable };
  return json(body, status, { 'x-request-id': 'a-request', 'retry-after': '0' });
}

export function linksOf(file: FileData | undefined): Response {
  if (!file?.url) return problem(404, 'NOT_FOUND');
  const expiresAt = new Date(Date.now() + 900_000).toISOString();
  return json({ url: file.url, inlineUrl: file.url, expiresAt });
}
