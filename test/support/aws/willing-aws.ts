import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { serve } from '../serve.ts';

type Json = Record<string, unknown>;
type Row = { pk?: { S: string }; sk?: { S: string } };

/** An event that was published. */
export type Published = { DetailType: string; Detail: string };
/** A message that was sent to a queue. */
export type SentMessage = { QueueUrl: string; MessageBody: string; MessageAttributes?: Json };

export type WillingAws = {
  url: string;
  /** Items as DynamoDB stores them, by partition and sort key. */
  rows: Map<string, object>;
  /** By `<bucket>/<key>`. */
  objects: Map<string, Buffer>;
  messages: SentMessage[];
  events: Published[];
  /** Forgets everything that was written. */
  clear(): void;
};

/**
 * An AWS that accepts every write and remembers it: rows, objects, messages and events. Unlike the emulator
 * it takes no time, so thousands of requests can be tried. It checks no condition. Clients that are made
 * later without an endpoint use it. Every secret has the value `secret`.
 */
export async function willingAws(t: TestContext, secret: string): Promise<WillingAws> {
  const state = {
    rows: new Map<string, object>(),
    objects: new Map<string, Buffer>(),
    messages: [] as SentMessage[],
    events: [] as Published[],
  };
  const url = await serve(t, async (request, response) => {
    const body = await buffer(request);
    const [, operation] = String(request.headers['x-amz-target'] ?? '').split('.');
    if (!operation) return answerS3(state.objects, request, body, response);
    const answer = answerOf(state, secret, operation, JSON.parse(body.toString()));
    response.end(JSON.stringify(answer));
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  return {
    ...state,
    url,
    clear() {
      state.rows.clear();
      state.objects.clear();
      state.messages.length = 0;
      state.events.length = 0;
    },
  };
}

type State = Omit<WillingAws, 'url' | 'clear'>;
const idOf = ({ pk, sk }: Row) => `${pk?.S} ${sk?.S}`;

function answerOf(state: State, secret: string, operation: string, body: Json): Json {
  const { rows, messages, events } = state;
  switch (operation) {
    case 'GetItem':
      return { Item: rows.get(idOf(body.Key as Row)) };
    case 'PutItem':
      rows.set(idOf(body.Item as Row), body.Item as object);
      return {};
    case 'TransactWriteItems':
      for (const { Put } of body.TransactItems as { Put?: { Item: Row } }[])
        if (Put) rows.set(idOf(Put.Item), Put.Item);
      return {};
    case 'Query':
      return { Items: [], Count: 0 };
    case 'SendMessage': {
      const message = body as SentMessage;
      messages.push(message);
      const MD5OfMessageBody = createHash('md5').update(message.MessageBody).digest('hex');
      return { MessageId: 'm', MD5OfMessageBody };
    }
    case 'PutEvents':
      events.push(...(body.Entries as Published[]));
      return { FailedEntryCount: 0, Entries: [] };
    case 'GetSecretValue':
      return { SecretString: secret };
    default:
      return {};
  }
}

function answerS3(
  objects: Map<string, Buffer>,
  { method, url = '' }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): void {
  const key = decodeURIComponent(new URL(url, 'http://s3').pathname).slice(1);
  response.setHeader('etag', '"1"').setHeader('x-amz-version-id', 'v1');
  if (method === 'PUT') {
    objects.set(key, body);
    response.end();
    return;
  }
  const object = objects.get(key);
  if (object) response.end(method === 'HEAD' ? undefined : object);
  else response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
}
