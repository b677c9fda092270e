import { deepEqual } from 'node:assert/strict';
import { before, test } from 'node:test';
import { tryTransact } from '../../../shared/storage/table/transaction.ts';
import { postBuild, SCRIPT } from '../../limits/builds.ts';
import { openInstance } from '../../limits/instance.ts';
import { type AwsStub, openAwsStub } from '../../limits/stub/aws-stub.ts';
import { memoryTable } from '../../support/aws/memory-table.ts';
import { testBundles } from '../../support/run/bundles.ts';

let bundles: string;
before(async () => {
  bundles = await testBundles();
});

/** Two slots whose builds took an hour each; both are held by the next ones, or free. */
async function putSlots({ items }: AwsStub, isHeld: boolean): Promise<void> {
  const table = memoryTable(
    items,
    async (send) => send(),
    () => {},
  );
  const slot = (number: number) => ({
    pk: 'SLOTS',
    sk: `SLOT#00${number}`,
    tookMs: 3_600_000,
    turn: { number, normal: 'tenant-9', low: '', normals: 1 },
    ...(isHeld && { run: `run-${number}`, tenant: 'tenant-9', id: 'id', since: Date.now() }),
  });
  await tryTransact(table, [{ put: slot(0) }, { put: slot(1) }]);
}

/** The status and the header of the answer to `POST /v1/builds` with `Prefer: wait=5`; no function starts the build. */
async function postWaiting(isHeld: boolean) {
  const stub = await openAwsStub();
  try {
    await putSlots(stub, isHeld);
    const create = await openInstance(bundles, 'api/create-build', stub, { MAX_IN_FLIGHT: '2' });
    const event = postBuild(SCRIPT);
    const { result } = await create.invoke({
      ...event,
      headers: { ...event.headers, prefer: 'wait=5' },
    });
    create.close();
    const { statusCode, headers } = result as {
      statusCode: number;
      headers: Record<string, string>;
    };
    const { GetItem = 0 } = stub.figures.calls;
    return { statusCode, applied: headers['preference-applied'], reads: GetItem > 3 };
  } finally {
    stub.close();
  }
}

test('a POST with Prefer: wait is 202 at once, without preference-applied, if its build cannot start in time', async () => {
  deepEqual(await postWaiting(true), { statusCode: 202, applied: undefined, reads: false });
});

test('a POST with Prefer: wait is held, with preference-applied, if its build can start in time', async () => {
  deepEqual(await postWaiting(false), { statusCode: 202, applied: 'wait=5', reads: true });
});
