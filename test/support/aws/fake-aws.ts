import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { serve } from '../serve.ts';

type Value = Record<string, unknown>;

export type FakeAws = {
  url: string;
  /** The items of the table, by partition key. */
  rows: Map<string, object>;
  /** The objects of the bucket, by `<bucket>/<key>`. */
  objects: Map<string, string>;
  /** The paths of all requests so far. */
  requests: string[];
  /** Whether all places for held calls are taken. */
  isHoldRefused: boolean;
};

/**
 * Serves a table and a bucket, which accept changes and keep none, on a free port. Clients that are made later without an
 * endpoint use it.
 */
export async function fakeAws(t: TestContext): Promise<FakeAws> {
  const rows = new Map<string, object>();
  const objects = new Map<string, string>();
  const requests: string[] = [];
  rows.set('HELD', { places: {} });
  const aws: FakeAws = { url: '', rows, objects, requests, isHoldRefused: false };
  const url = await serve(t, async (request, response) => {
    requests.push(request.url ?? '');
    if (request.headers['x-amz-target'] === 'DynamoDB_20120810.GetItem') {
      const { Key } = JSON.parse(await text(request)) as { Key: { pk: { S: string } } };
      const row = rows.get(Key.pk.S);
      response.end(JSON.stringify(row ? { Item: marshalled(row).M } : {}));
      return;
    }
    if (request.headers['x-amz-target'] === 'DynamoDB_20120810.UpdateItem') {
      if (aws.isHoldRefused) response.statusCode = 400;
      if (aws.isHoldRefused) response.end('{"__type":"ConditionalCheckFailedException"}');
      else response.end(JSON.stringify({ Attributes: {} })); // a place for a held call is free
      return;
    }
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://aws').pathname);
    const object = objects.get(path.slice(1));
    if (object !== undefined) return void response.end(object);
    response.statusCode = 404;
    response.end(request.method === 'HEAD' ? '' : '<Error><Code>NoSuchKey</Code></Error>');
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  aws.url = url;
  return aws;
}

/** The item of a build that has been running for two minutes. */
export function storedBuild(changed: Partial<StoredBuild> = {}): StoredBuild {
  const createdAt = new Date(Date.now() - 600_000).toISOString();
  return {
    tenant: 'default',
    id: '01KAMXF9W0Q5T2M7Y3B8C4D6E1',
    run: '01KAMXF9W0Q5T2M7Y3B8C4D6E1-0123456789ab',
    stage: '0123456789abcdef',
    capability: 'c4pability_of-this-build-32chars',
    status: 'running',
    origin: 'http',
    subject: 'anna',
    correlationId: 'order-42',
    source: { template: 'invoice', version: 'v1' },
    fingerprint: 'f',
    hasArgument: false,
    fetches: false,
    outputs: {},
    metadata: {},
    warnings: [],
    createdAt,
    startedAt: createdAt,
    deadline: new Date(Date.now() + 3_600_000).toISOString(),
    expiresAt: 2_000_000_000,
    ...changed,
  };
}

export function rowKey({ tenant, id }: StoredBuild): string {
  return `BUILD#${tenant}#${id}`;
}

function marshalled(value: unknown): Value {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(marshalled) };
  const entries = Object.entries(value as object).filter(([, inner]) => inner !== undefined);
  return { M: Object.fromEntries(entries.map(([name, inner]) => [name, marshalled(inner)])) };
}
