import { postBuild, SCRIPT } from '../builds.ts';
import { atItsShare, openInstance } from '../instance.ts';
import { openAwsStub } from '../stub/aws-stub.ts';
import type { Figures } from '../stub/figures.ts';
import { LATENCY_MS } from '../stub/quotas.ts';

/** The first request of an instance; times in milliseconds. */
export type ColdPost = {
  /** Processor time of loading the bundle. Lambda gives a whole processor for it. */
  loadMs: number;
  /** Processor time of the first request, at the function's share. */
  requestMs: number;
  /** Waiting for AWS, before and during the first request. */
  callsMs: number;
  totalMs: number;
  /** Calls while the bundle was loaded, and of the first request. */
  calls: { loading: Figures['calls']; request: Figures['calls'] };
};

const CREATE = 'api/create-build';
/** TCP and TLS 1.3: two round trips within a region, and the work of the server. */
const HANDSHAKE_MS = 10;

/**
 * The first request of several new instances, with TLS as on AWS.
 *
 * @returns the one with the median time
 * @throws {Error} when a request is not accepted
 */
export async function measureColdPost(bundles: string, instances: number): Promise<ColdPost> {
  const posts: ColdPost[] = [];
  for (let instance = 0; instance < instances; instance++) posts.push(await coldPost(bundles));
  const [median] = posts
    .sort((one, other) => one.totalMs - other.totalMs)
    .slice(Math.floor(instances / 2));
  if (!median) throw new Error('no instance was measured');
  return median;
}

async function coldPost(bundles: string): Promise<ColdPost> {
  const stub = await openAwsStub({ tls: true });
  try {
    const create = await openInstance(bundles, CREATE, stub);
    const loading = { ...stub.figures.calls };
    const { result, cpuMs } = await create.invoke(postBuild(SCRIPT));
    create.close();
    const { statusCode, body } = result as { statusCode: number; body: string };
    if (statusCode !== 202) throw new Error(`the request was not accepted: ${body}`);
    const request = Object.fromEntries(
      Object.entries(stub.figures.calls)
        .map(([name, count]) => [name, count - (loading[name] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    );
    const requestMs = atItsShare(CREATE, cpuMs);
    const callsMs = waitsFor(loading, request);
    const { cpuMs: loadMs } = create.loaded;
    return {
      loadMs,
      requestMs,
      callsMs,
      totalMs: loadMs + requestMs + callsMs,
      calls: { loading, request },
    };
  } finally {
    stub.close();
  }
}

/** While the bundle is loaded, calls are made at the same time; those of a request follow each other. */
function waitsFor(loading: Figures['calls'], request: Figures['calls']): number {
  const first = Object.keys(loading).map((name) => HANDSHAKE_MS + latencyOf(name));
  const connected = new Set(Object.keys(loading).map(serviceOf));
  const later = Object.keys(request).map(
    (name) => latencyOf(name) + (connected.has(serviceOf(name)) ? 0 : HANDSHAKE_MS),
  );
  return Math.max(0, ...first) + later.reduce((sum, ms) => sum + ms, 0);
}

const latencyOf = (call: string) => LATENCY_MS[call] ?? 0;

/** The calls of S3 are methods of HTTP. */
function serviceOf(call: string): string {
  if (call === 'SendMessage') return 'sqs';
  return /^[A-Z]+$/.test(call) ? 's3' : 'dynamodb';
}
