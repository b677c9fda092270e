import { eventOf } from '../../support/aws/http-event.ts';
import { admit, CLAIMS, numberedBuild, postBuild, SCRIPT } from '../builds.ts';
import { memoryOf, openInstance } from '../instance.ts';
import { openAwsStub } from '../stub/aws-stub.ts';

export type Memory = { what: string; file: string; peakMib: number; configuredMib: number };

const CREATE = 'api/create-build';
/** The most that API Gateway and Lambda let through: 6 MB with the body in base64. */
const LARGEST_BODY = 4_400_000;
/** The largest memory of the functions that answer callers and of *Ask Docs*, each in a process of its own. */
export async function measureMemory(bundles: string): Promise<Memory[]> {
  const stub = await openAwsStub();
  try {
    const create = await openInstance(bundles, CREATE, stub);
    await create.invoke(postBuild(SCRIPT));
    const largest = await create.invoke(postBuild(`${SCRIPT}//${'x'.repeat(LARGEST_BODY)}`));
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
    return [
      of('a request of 6 MB', CREATE, largest),
      of('a build with 100 files', 'api/get-build', read),
      of('ten files of 3 MiB, copied at once', 'workflow/ask-docs', copied),
    ];
  } finally {
    stub.close();
  }
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
