import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';
import type { Build, BuildFile } from '../../../shared/build/build.ts';
import type { FieldError } from '../../../shared/errors.ts';
import { checkEvent } from '../event-schema.ts';
import { localClient } from '../local-client.ts';
import { collectEvents, type ReceivedEvent } from './events.ts';
import { type TestOutputs, tokenOf } from './stack.ts';

export type Reply<Body = Build> = { status: number; headers: Headers; body: Body };
export type Problem = {
  status: number;
  code: string;
  detail: string;
  retryable: boolean;
  instance: string;
  errors?: FieldError[];
};
/** A build, or the problem in its place. */
export type BuildOrProblem = Build & Omit<Problem, 'status'>;

/** One caller over HTTP, with a token of its own. */
export type Caller = {
  tenant: string;
  call<Body = BuildOrProblem>(
    method: string,
    path: string,
    options?: CallOptions,
  ): Promise<Reply<Body>>;
  /** `POST /v1/builds`. */
  post(request: unknown, headers?: Record<string, string>): Promise<Reply<BuildOrProblem>>;
  /** Creates a build and waits for its end. */
  build(request: unknown, headers?: Record<string, string>): Promise<Build>;
  /** Waits for the end of a build. */
  ended(id: string): Promise<Build>;
};
export type CallOptions = { headers?: Record<string, string>; body?: string | FormData };
export type Claims = { tenant?: string; scope?: string; subject?: string };

export type Gateway = Awaited<ReturnType<typeof openGateway>>;

/** The longest wait for the end of a build. */
const PATIENCE_MS = 150_000;

/**
 * The deployed stack as the tests of one file use it: with tenants that no other file uses, and all
 * events about them. After the file's tests it checks every event against its schema.
 *
 * @param name the first part of the names of these tenants
 */
export async function openGateway(outputs: TestOutputs, name: string) {
  const prefix = `${name}-${randomBytes(4).toString('hex')}`;
  const aws = { endpoint: outputs.awsEndpoint, region: REGION, credentials: AWS_KEYS };
  const s3 = localClient(S3Client, aws);
  const sqs = localClient(SQSClient, aws);
  const bridge = localClient(EventBridgeClient, aws);
  const events = await collectEvents(aws, outputs.busName, prefix);
  after(async () => {
    await events.stop();
    for (const event of events.all) checkEvent(event['detail-type'], event.detail);
  });
  const callers = new Map<string, Caller>();
  let tenants = 0;

  async function as(claims: Claims = {}): Promise<Caller> {
    const { tenant = freshTenant() } = claims;
    const caller = callerWith(outputs, tenant, await tokenOf(outputs, { ...claims, tenant }));
    if (claims.scope === undefined) callers.set(tenant, caller);
    return caller;
  }

  const freshTenant = () => `${prefix}-${++tenants}`;

  return {
    outputs,
    aws,
    s3,
    events,
    /** A caller; with all scopes and a tenant that no other caller has, unless the claims say otherwise. */
    as,
    freshTenant,
    /** Callers with all scopes, one for each tenant so far. */
    callers: () => [...callers.values()],
    /** Waits for the end event of a build. */
    endOf: (build: Pick<Build, 'id' | 'tenant'>): Promise<ReceivedEvent> =>
      events.first(
        `the end of ${build.id}`,
        ({ detail: { metadata, data } }) =>
          metadata.tenant === build.tenant && data.id === build.id && data.status !== undefined,
      ),
    /** Waits for the end of the build whose request had this correlation id. */
    async buildOf(caller: Caller, correlationId: string): Promise<Build> {
      const { detail } = await events.first(
        `the end of ${correlationId}`,
        ({ detail }) =>
          detail.metadata.tenant === caller.tenant &&
          detail.metadata.correlationId === correlationId,
      );
      return caller.ended(detail.data.id);
    },
    /** The event of a refused request. */
    refusalOf: (correlationId: string): Promise<ReceivedEvent> =>
      events.first(
        `the refusal of ${correlationId}`,
        (event) =>
          event['detail-type'] === 'Request Refused' &&
          event.detail.metadata.correlationId === correlationId,
      ),
    /** Puts an object. @returns its version */
    async put(key: string, body: string | Uint8Array): Promise<string> {
      const Body = typeof body === 'string' ? Buffer.from(body) : body;
      const { VersionId = '' } = await s3.send(
        new PutObjectCommand({ Bucket: outputs.bucket, Key: key, Body }),
      );
      return VersionId;
    },
    /** Sends to the builds queue, or another. @returns the message's id */
    async send(message: string | object, queueUrl = outputs.buildsQueueUrl): Promise<string> {
      const body = typeof message === 'string' ? message : JSON.stringify(message);
      const { MessageId = '' } = await sqs.send(
        new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }),
      );
      return MessageId;
    },
    /** Puts `Build Requested` on the bus, or another request. @returns the event's id */
    async request(detail: object, DetailType = 'Build Requested'): Promise<string> {
      const entry = { EventBusName: outputs.busName, Source: 'shop', DetailType };
      const { Entries = [] } = await bridge.send(
        new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(detail) }] }),
      );
      return Entries[0]?.EventId ?? '';
    },
    /** The bytes of a build's file in the bucket. */
    async fileOf({ files }: Build, name: string): Promise<Buffer> {
      const file = files.find((candidate) => candidate.name === name);
      if (!file) throw new Error(`no file ${name} among ${files.map(({ name }) => name)}`);
      const object = await s3.send(new GetObjectCommand({ Bucket: file.bucket, Key: file.key }));
      return Buffer.from((await object.Body?.transformToByteArray()) ?? []);
    },
    headOf: ({ bucket, key }: BuildFile) =>
      s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })),
  };
}

function callerWith({ apiUrl }: TestOutputs, tenant: string, token: string): Caller {
  async function call<Body = BuildOrProblem>(
    method: string,
    path: string,
    { headers, body }: CallOptions = {},
  ) {
    const response = await fetch(path.startsWith('/') ? apiUrl + path : path, {
      method,
      body,
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    const text = await response.text();
    const json = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: json as Body };
  }

  const post = (request: unknown, headers = {}) =>
    call<BuildOrProblem>('POST', '/v1/builds', {
      body: JSON.stringify(request),
      headers: { 'content-type': 'application/json', ...headers },
    });

  async function ended(id: string): Promise<Build> {
    const late = Date.now() + PATIENCE_MS;
    for (;;) {
      const { status, body } = await call('GET', `/v1/builds/${id}`, {
        headers: { prefer: 'wait=20' },
      });
      if (status !== 200) throw new Error(`no build ${id}: ${JSON.stringify(body)}`);
      if (body.endedAt !== null) return body;
      if (Date.now() > late) throw new Error(`build ${id} does not end: ${body.status}`);
    }
  }

  return {
    tenant,
    call,
    post,
    ended,
    async build(request, headers = {}) {
      const { status, body } = await post(request, { prefer: 'wait=20', ...headers });
      if (status > 299) throw new Error(`refused: ${JSON.stringify(body)}`);
      return body.endedAt === null ? ended(body.id) : body;
    },
  };
}
