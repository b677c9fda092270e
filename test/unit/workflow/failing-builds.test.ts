import { deepEqual, equal } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { DocsClient } from '../../../shared/docs/client.ts';
import type { Bucket } from '../../../shared/storage/objects/bucket.ts';
import { putBuild } from '../../../shared/storage/rows/builds.ts';
import { enterWaitingRoom } from '../../../shared/storage/rows/waiting-room.ts';
import { transact } from '../../../shared/storage/table/transaction.ts';
import { startWaiting } from '../../../shared/workflow/starting/start.ts';
import { waitingBuild } from '../../support/builds.ts';
import { inDocx } from '../../support/script/found.ts';
import { work } from '../../support/workflow/scene.ts';
import { openWorld, type World } from '../../support/workflow/world.ts';

const RUN_MS = 20_000;
const SCRIPT = Buffer.from(inDocx('Argument.rows.push(1);'));

/** A Docs in which every script fails after 20 s. It works on one at a time, while it is asked. */
function failingDocs(tick: (ms: number) => void) {
  const jobs: string[] = [];
  const client: DocsClient = {
    url: 'http://docs.test',
    storageOrigins: [],
    fetch: async () => new Response(null, { status: 404 }),
    ask: async (_service, params) => {
      const { key } = params as { key: string };
      if (!jobs.includes(key)) {
        jobs.push(key);
        tick(RUN_MS);
      }
      return { key, error: -3 };
    },
  };
  return { client, jobs };
}

/** One slot, and functions whose Docs fails every script; `diagnoses`: whether each one is run once more. */
function failingWorld(t: TestContext, diagnoses: boolean) {
  const world = openWorld(t, 1);
  const docs = failingDocs(world.tick);
  const s3 = {
    send: async () => ({ Body: { transformToByteArray: async () => SCRIPT }, ContentLength: 9 }),
  };
  const bucket = { name: 'bucket', s3 } as unknown as Bucket;
  const process = () => ({
    ...world.process(async (send) => send()),
    docs: docs.client,
    bucket,
    diagnoses,
  });
  return { world, process, jobs: docs.jobs };
}

async function admit({ process }: ReturnType<typeof failingWorld>, tenant: string, number: number) {
  const build = waitingBuild({ tenant, id: String(number).padStart(26, '0') });
  await transact(process().table, [putBuild(build), enterWaitingRoom(build)]);
  return build;
}

const failedBuilds = ({ items }: World) =>
  [...items.values()].filter(({ status }) => status === 'failed').length;

for (const { title, diagnoses, delayMs } of [
  { title: 'which Docs runs twice', diagnoses: true, delayMs: 2 * RUN_MS },
  { title: 'which Docs runs once without diagnosis', diagnoses: false, delayMs: RUN_MS },
])
  test(`a hundred failing builds of a tenant delay the build of another tenant by one of them, ${title}`, async (t) => {
    t.mock.method(Math, 'random', () => 0);
    const scene = failingWorld(t, diagnoses);
    const { world, process, jobs } = scene;
    for (let number = 0; number < 100; number++) await admit(scene, 'busy', number);
    equal(await startWaiting(process()), 1);
    const single = await admit(scene, 'single', 100);
    const since = Date.now();

    while (!world.runs.has(single.run)) {
      for (const run of world.openRuns()) await work(process(), run);
      await startWaiting(process());
    }

    equal(Date.now() - since, delayMs);
    deepEqual([jobs.length, failedBuilds(world)], [delayMs / RUN_MS, 1]);
  });
