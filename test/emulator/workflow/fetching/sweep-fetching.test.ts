import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { getBuild } from '../../../../shared/storage/rows/builds.ts';
import { tryChangeBuild } from '../../../../shared/storage/rows/change-build.ts';
import {
  addFetchingBuild,
  fetchingSince,
  noteMessage,
} from '../../../../shared/storage/rows/fetching-builds.ts';
import { transact } from '../../../../shared/storage/table/transaction.ts';
import { readFetchMessage } from '../../../../shared/workflow/fetching/fetch-message.ts';
import { sweepFetching } from '../../../../shared/workflow/fetching/sweep-fetching.ts';
import { messagesIn } from '../../../support/aws/resources.ts';
import { ago, store, waitingBuild } from '../../../support/builds.ts';
import { waitsIn } from '../../../support/workflow/fetching-build.ts';
import { freshSandbox } from '../../../support/workflow/sandbox.ts';

const MINUTE = 60_000;

/** A sandbox with builds of these ages whose URLs are not fetched. */
async function freshSweep(...agesMs: number[]) {
  const sandbox = await freshSandbox();
  const { table, sendFetch } = sandbox;
  const builds = await Promise.all(
    agesMs.map((age, n) =>
      store(table, waitingBuild({ tenant: `t${n}`, fetches: true, createdAt: ago(age) })),
    ),
  );
  const sent: string[] = [];
  return {
    sandbox,
    builds,
    sent,
    sweep: (minAgeMs?: number) =>
      sweepFetching(
        { table, waitHours: 24, sendFetch: async (build) => void sent.push(build.run) },
        minAgeMs,
      ),
    sweepWithQueue: () => sweepFetching({ table, waitHours: 24, sendFetch }),
  };
}

test('the message of a build is sent again when it was neither sent nor received for three minutes', async () => {
  const { builds, sent, sweep } = await freshSweep(3 * MINUTE + 1000, 2 * MINUTE);

  await sweep();
  await sweep();

  deepEqual(sent, [builds[0]?.run]);
});

test('no message is sent again for a build whose message was received less than three minutes ago', async () => {
  const { sandbox, builds, sent, sweep } = await freshSweep(10 * MINUTE);
  const [build] = builds;
  if (!build) throw new Error('no build');
  equal(await noteMessage(sandbox.table, build), true);

  await sweep();

  deepEqual(sent, []);
});

test('the message that is sent again names the build, and its tenant as the message group', async () => {
  const { sandbox, builds, sweepWithQueue } = await freshSweep(4 * MINUTE);
  const [build] = builds;

  await sweepWithQueue();

  const [message] = await messagesIn(sandbox.fetchesQueueUrl, 1);
  deepEqual(readFetchMessage(`${message?.Body}`), {
    tenant: build?.tenant,
    id: build?.id,
    run: build?.run,
    createdAt: build?.createdAt,
  });
  equal(message?.Attributes?.MessageGroupId, build?.tenant);
});

test('a build that was not fetched within waitHours ends although its message was just received', async () => {
  const { sandbox, builds, sent, sweep } = await freshSweep(24 * 60 * MINUTE + 1000);
  const [build] = builds;
  if (!build) throw new Error('no build');
  equal(await noteMessage(sandbox.table, build), true);

  await sweep();

  const ended = await getBuild(sandbox.table, build.tenant, build.id);
  deepEqual([ended?.status, ended?.error?.code, sent], ['failed', 'BUILD_TIMEOUT', []]);
});

test('a build that was not fetched within waitHours ends with BUILD_TIMEOUT', async () => {
  const { sandbox, builds, sent, sweep } = await freshSweep(24 * 60 * MINUTE + 1000);
  const [build] = builds;
  if (!build) throw new Error('no build');

  await sweep();

  const row = await getBuild(sandbox.table, build.tenant, build.id);
  deepEqual([row?.status, row?.error?.code], ['failed', 'BUILD_TIMEOUT']);
  deepEqual([sent, await waitsIn(sandbox, build)], [[], []]);
});

test('the item of a build that is no longer queued is removed when its time has passed', async () => {
  const { sandbox, builds, sweep } = await freshSweep(25 * 60 * MINUTE);
  const [build] = builds;
  if (!build) throw new Error('no build');
  const set = { status: 'cancelled' as const };
  await tryChangeBuild(sandbox.table, build.tenant, build.id, { from: 'queued', set });

  await sweep();

  deepEqual(await waitsIn(sandbox, build), []);
  equal((await getBuild(sandbox.table, build.tenant, build.id))?.status, 'cancelled');
});

test('a sweep sends at most a hundred messages, those of the oldest builds first', async () => {
  const { sandbox, sent, sweep } = await freshSweep();
  const builds = Array.from({ length: 130 }, (_, n) =>
    waitingBuild({ fetches: true, createdAt: ago(60 * MINUTE - n * 1000) }),
  );
  for (let n = 0; n < builds.length; n += 65)
    await transact(sandbox.table, builds.slice(n, n + 65).map(addFetchingBuild));
  const runs = builds.map(({ run }) => run);

  await sweep();
  deepEqual(sent.sort(), runs.slice(0, 100).sort());

  await sweep();
  deepEqual(sent.sort(), runs.sort());
  for await (const page of fetchingSince(sandbox.table, ago(3 * MINUTE))) deepEqual(page, []);
});

test('a message that cannot be sent does not keep the sweep from the other builds', async () => {
  const { sandbox, builds, sent } = await freshSweep(5 * MINUTE, 4 * MINUTE);
  const [first, second] = builds;
  const sendFetch = async ({ run }: { run: string }) => {
    if (run === first?.run) throw new Error('the queue is away');
    sent.push(run);
  };

  await sweepFetching({ table: sandbox.table, waitHours: 24, sendFetch }).then(
    () => equal('the sweep succeeded', 'it failed'),
    (error: Error) => equal(error.message, 'the queue is away'),
  );

  deepEqual(sent, [second?.run]);
});
