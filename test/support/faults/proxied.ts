import type { TestContext } from 'node:test';
import { openHttpProxy } from '../../faults/proxy/http-proxy.ts';
import type { FaultAction } from '../../faults/schedule/schedule.ts';
import { serve } from '../serve.ts';

/** The header of a request that the AWS SDK signs for a service. */
export const authorization = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

export const ANSWER = '{"end":false,"key":"a"}';

/** A server behind an HTTP proxy, and a client that sends to the proxy. */
export async function proxied(t: TestContext) {
  const seen: string[] = [];
  const origin = await serve(t, (request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.host}`);
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end(ANSWER);
  });
  const proxy = await openHttpProxy(Number(new URL(origin).port));
  t.after(() => proxy.close());
  const send = async (path: string, headers: Record<string, string> = {}) => {
    const url = `http://127.0.0.1:${proxy.port}${path}`;
    const response = await fetch(url, { method: 'POST', body: '{}', headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { proxy, send, seen };
}

/** A fault of this name. */
export const fault = (
  name: FaultAction['fault'],
  more: Partial<FaultAction> = {},
): FaultAction => ({
  kind: 'fault',
  name: 'f1',
  atMs: 0,
  forMs: 0,
  fault: name,
  ...more,
});
