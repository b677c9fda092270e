import { eventOf } from '../../support/aws/http-event.ts';
import { admit, numberedBuild } from '../builds.ts';
import { atItsShare, memoryOf, openInstance } from '../instance.ts';
import { openAwsStub } from '../stub/aws-stub.ts';
import { LATENCY_MS } from '../stub/quotas.ts';

export type Memory = { what: string; file: string; peakMib: number; configuredMib: number };

export type ColdPost = {
  /** Processor time of loading the bundle, which Lambda gives a whole processor. */
  loadMs: number;
  /** Processor time of the first request, at the function's share. */
  requestMs: number;
  /** Calls that follow each other, and the handshakes before them. */
  callsMs: number;
  totalMs: number;
};

const CREATE = 'api/create-build';
/** The most that API Gateway and Lambda let through: 6 MB with the body in base64. */
const LARGEST_BODY = 4_400_000;
const CLAIMS = { scope: 'builds:write builds:read scripts:run', tenant: 'tenant-0', sub: 'anna' };
/** TCP and TLS 1.3: two round trips within a region and the work for them. */
const HANDSHAKE_MS = 10;

const post = (script: string) =>
  eventOf('POST /v1/builds', {
    claims: CLAIMS,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ script })),
  });

/** The largest memory of the functions that answer callers and of *Ask Docs*, each in a process of its own. */
export async function measureMemory(
  bundles: string,
): Promise<{ memory: Memory[]; cold: ColdPost }> {
  const stub = await openAwsStub();
  try {
    const script = 'builder.CreateFile("docx");\nbuilder.SaveFile("docx", "a.docx");\n';
    const create = await openInstance(bundles, CREATE, stub);
    const first = await create.invoke(post(script));
    const largest = await create.invoke(post(`${script}//${'x'.repeat(LARGEST_BODY)}`));
    create.close();
    const files = Array.from({ length: 100 }, (_, index) => fileOf(`${index}.docx`));
    const ended = numberedBuild(1, { tenant: 'tenant-0', status: 'succeeded', files });
    const running = numberedBuild(2, { status: 'running', slot: 0 });
    for (const build of [ended, running]) await admit(stub.items, build);
    const get = await openInstance(bundles, 'api/get-build', stub);
    const read = await get.invoke(
      eventOf('GET /v1/builds/{id}', { claims: CLAIMS, params: { id: ended.id } }),
    );
    get.close();
    const ask = await openInstance(bundles, 'workflow/ask-docs', stub);
    const { tenant, id, run } = running;
    const copied = await ask.invoke({ tenant, id, run, waits: 0 });
    ask.close();
    const of = (what: string, file: string, { peakMib }: { peakMib: number }): Memory => ({
      what,
      file,
      peakMib,
      configuredMib: memoryOf(file),
    });
    return {
      memory: [
        of('a request of 6 MB', CREATE, largest),
        of('a build with 100 files', 'api/get-build', read),
        of('ten files of 3 MiB, copied at once', 'workflow/ask-docs', copied),
      ],
      cold: coldPost(create.loaded.cpuMs, first.cpuMs),
    };
  } finally {
    stub.close();
  }
}

function coldPost(loadMs: number, cpuMs: number): ColdPost {
  const { PUT = 0, TransactWriteItems = 0, SendMessage = 0 } = LATENCY_MS;
  const requestMs = atItsShare(CREATE, cpuMs);
  const callsMs = PUT + TransactWriteItems + SendMessage + 3 * HANDSHAKE_MS;
  return { loadMs, requestMs, callsMs, totalMs: loadMs + requestMs + callsMs };
}

function fileOf(name: string) {
  return {
    name,
    bucket: 'bucket',
    key: `results/tenant-0/${name}`,
    size: 10_000,
    sha256: 'a'.repeat(64),
    contentType: 'application/octet-stream',
    versionId: 'v1',
  };
}
