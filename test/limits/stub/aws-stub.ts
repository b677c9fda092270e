import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MemoryItems } from '../../support/aws/memory-table.ts';
import { selfSigned } from './certificate.ts';
import { dynamo } from './dynamo.ts';
import { add, noFigures } from './figures.ts';
import { LATENCY_MS, quotas } from './quotas.ts';

type Json = Record<string, unknown>;

/**
 * AWS on a free port of this machine: with the latencies and the limits of AWS, and its state in memory.
 *
 * @param tls whether callers connect with TLS, to a certificate that they cannot verify
 */
export async function openAwsStub({ tls = false } = {}) {
  const items: MemoryItems = new Map();
  /** The names of all executions; they run for ever. */
  const executions = new Set<string>();
  const figures = noFigures();
  const limits = quotas();
  const table = dynamo(items, figures, limits);

  const answers: Record<string, (body: Json) => Json> = {
    StartExecution: ({ name }) => {
      executions.add(`${name}`);
      return { executionArn: `${name}`, startDate: 0 };
    },
    ListExecutions: ({ nextToken, maxResults }) => {
      const from = Number(nextToken ?? 0);
      const to = from + Number(maxResults ?? 100);
      const page = [...executions].slice(from, to).map((name) => ({
        name,
        executionArn: name,
        stateMachineArn: 'machine',
        status: 'RUNNING',
        startDate: 0,
      }));
      return { executions: page, ...(to < executions.size && { nextToken: `${to}` }) };
    },
    DescribeExecution: ({ executionArn }) => ({
      executionArn,
      stateMachineArn: 'machine',
      status: 'RUNNING',
      startDate: 0,
    }),
    SendMessage: ({ MessageBody }) => ({
      MessageId: 'message',
      MD5OfMessageBody: createHash('md5').update(`${MessageBody}`).digest('hex'),
    }),
    ChangeMessageVisibility: () => ({}),
    GetSecretValue: () => ({ SecretString: 'a-secret-of-at-least-thirty-two-bytes' }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const [service, operation] = String(request.headers['x-amz-target'] ?? '').split('.');
    const name = operation ?? `${request.method}`;
    add(figures.calls, name);
    if (!limits.mayCall(name)) {
      figures.throttled++;
      response.writeHead(400).end('{"__type":"ThrottlingException","message":"Rate exceeded"}');
      return;
    }
    if (request.url?.startsWith('/docbuilder')) return answerBuild(response, body);
    if (!operation) return answerFile(name, request.url, response);
    const input = JSON.parse(body.toString()) as Json;
    if (service?.startsWith('DynamoDB')) {
      const { status, body: json } = await table(operation, input);
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(json));
      return;
    }
    await sleep(LATENCY_MS[name] ?? 10);
    const known = answers[name];
    if (!known) throw new Error(`the stub does not know ${name}`);
    response.end(JSON.stringify(known(input)));
  }

  const listen = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: Error) => {
      response.writeHead(500).end(JSON.stringify({ __type: 'StubError', message: error.message }));
    });
  };
  const server = tls ? createTlsServer(selfSigned(), listen) : createServer(listen);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    items,
    executions,
    figures,
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type AwsStub = Awaited<ReturnType<typeof openAwsStub>>;

/** What a build of Docs has saved: as much as *Ask Docs* copies itself. */
const FILES = 10;
const FILE = Buffer.alloc(3 * 1024 ** 2, 'docs');

/** Docs: every build has ended. */
function answerBuild(response: ServerResponse, body: Buffer): void {
  const { key } = JSON.parse(body.toString()) as { key: string };
  const names = Array.from({ length: FILES }, (_, index) => `${index}.docx`);
  const urls = Object.fromEntries(names.map((name) => [name, `http://docs/cache/files/${name}`]));
  response.end(JSON.stringify({ key, end: true, urls }));
}

/** A file of Docs, or an object of S3, all of which exist and are empty. */
async function answerFile(method: string, url: string | undefined, response: ServerResponse) {
  await sleep(LATENCY_MS[method]);
  if (url?.startsWith('/cache/')) {
    const headers = { 'content-disposition': 'attachment', 'content-length': FILE.length };
    response.writeHead(200, headers).end(FILE);
    return;
  }
  response.writeHead(200, { etag: '"1"', 'x-amz-version-id': 'v1' }).end();
}
