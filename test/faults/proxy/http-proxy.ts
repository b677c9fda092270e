import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a fault does to a request. */
export type Deed =
  /** Answers in place of the server. */
  | { do: 'answer'; status: number; headers?: Record<string, string>; body: string }
  /** Passes the request on and sends the first half of the answer's body as if it were all of it. */
  | { do: 'halve' }
  /** Passes the request on and breaks the connection in place of the answer. */
  | { do: 'lose-answer' }
  /** Breaks the connection; the server does not see the request. */
  | { do: 'reset' }
  | { do: 'delay'; ms: number };

/** A fault of HTTP requests that is switched on. */
export type HttpFault = {
  fits(request: IncomingMessage): boolean;
  /** What the request's body must contain besides. */
  body?: string;
  deed(request: IncomingMessage): Deed;
  hits: number;
  /** How often it applies; without it, until it is removed. */
  left?: number;
};

/**
 * Starts an HTTP proxy on 127.0.0.1. It keeps the `Host` header, so that links and signatures stay
 * valid. The first fault that fits a request applies.
 *
 * @param targetPort where requests go, on 127.0.0.1
 */
export async function openHttpProxy(targetPort: number) {
  const faults = new Set<HttpFault>();
  let seen = 0;
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, response) => {
    void answer(incoming, response).catch(() => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    seen += 1;
    const body = await bodyIfNeeded(incoming);
    const deed = take(incoming, body);
    if (deed?.do === 'reset') return void incoming.socket.resetAndDestroy();
    if (deed?.do === 'answer') return answerWith(deed, incoming, response);
    if (deed?.do === 'delay') await sleep(deed.ms);
    const answered = await forward(incoming, body, targetPort, agent);
    if (deed?.do === 'lose-answer') return void incoming.socket.resetAndDestroy();
    if (deed?.do === 'halve') return halve(answered, response);
    response.writeHead(answered.statusCode ?? 502, answered.rawHeaders);
    answered.on('error', () => response.destroy());
    answered.pipe(response);
  }

  /** Reads a request's body if a fault depends on it. */
  async function bodyIfNeeded(incoming: IncomingMessage): Promise<Buffer | undefined> {
    const needs = (fault: HttpFault) => fault.body !== undefined && fault.fits(incoming);
    return [...faults].some(needs) ? buffer(incoming) : undefined;
  }

  function take(incoming: IncomingMessage, body?: Buffer): Deed | undefined {
    const has = (text?: string) => text === undefined || body?.includes(text);
    const fault = [...faults].find((candidate) => candidate.fits(incoming) && has(candidate.body));
    if (!fault) return undefined;
    fault.hits += 1;
    if (fault.left !== undefined && --fault.left <= 0) faults.delete(fault);
    return fault.deed(incoming);
  }

  return {
    port,
    /** How many requests have come so far. */
    seen: () => seen,
    /** Switches a fault on. @returns what switches it off */
    add(fault: HttpFault): () => void {
      faults.add(fault);
      return () => void faults.delete(fault);
    },
    async close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await once(server, 'close');
    },
  };
}

export type HttpProxy = Awaited<ReturnType<typeof openHttpProxy>>;

/** @throws {Error} when the server cannot be reached or breaks the connection */
function forward(
  incoming: IncomingMessage,
  body: Buffer | undefined,
  port: number,
  agent: Agent,
): Promise<IncomingMessage> {
  const { method, url: path, rawHeaders: headers } = incoming;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent }, resolve);
  outgoing.on('error', reject);
  incoming.on('error', () => outgoing.destroy());
  incoming.on('close', () => {
    if (!incoming.complete) outgoing.destroy();
  });
  if (body) outgoing.end(body);
  else incoming.pipe(outgoing);
  return promise;
}

async function answerWith(
  { status, headers = {}, body }: Deed & { do: 'answer' },
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  incoming.resume();
  if (!incoming.complete) await once(incoming, 'end');
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(incoming.method === 'HEAD' ? undefined : body);
}

async function halve(answered: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of answered) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const { 'content-length': length, 'transfer-encoding': coding, ...headers } = answered.headers;
  response.writeHead(answered.statusCode ?? 200, headers);
  response.end(body.subarray(0, Math.ceil(body.length / 2)));
}
