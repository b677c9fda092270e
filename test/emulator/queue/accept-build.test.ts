import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { freshId, idOfSource } from '../../../shared/ids.ts';
import { acceptBuild } from '../../../shared/queue/accept-build.ts';
import { listBuilds } from '../../../shared/storage/rows/build-list.ts';
import { recordOf } from '../../support/aws/records.ts';
import { sqs } from '../../support/aws/resources.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { freshSandbox, type Sandbox } from '../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

/** No request in this file is refused; a refusal would fail its test. */
const refusalDeps = { bus: async () => {}, deadLetters: { sqs, url: 'http://127.0.0.1:1/none' } };
const script = scriptOf('a.docx');
const accept = (record: ReturnType<typeof recordOf>, deps = sandbox.admissionDeps) =>
  acceptBuild(deps, refusalDeps, record);
const buildsOf = async (tenant: string) =>
  (await listBuilds(sandbox.table, tenant, { limit: 100 })).items;

test('a message that is delivered three times becomes one build', async () => {
  const record = recordOf({ script, tenant: 'thrice' });

  await Promise.all([accept(record), accept(record)]);
  await accept(record);

  const [build, ...others] = await buildsOf('thrice');
  equal(others.length, 0);
  equal(build?.origin, 'sqs');
  equal(build?.correlationId, record.messageId);
  equal(build?.id, idOfSource(1_795_334_400_000, 'sqs', 'thrice', record.messageId));
});

test('two messages with the same id become one build', async () => {
  const id = freshId();

  await accept(recordOf({ script, id, tenant: 'given', correlationId: 'order' }));
  await accept(recordOf({ script, id, tenant: 'given', correlationId: 'order' }));

  deepEqual(
    (await buildsOf('given')).map((build) => [build.id, build.correlationId]),
    [[id, 'order']],
  );
});

test('an event of the bus becomes one build, whose correlation id is the id of the event', async () => {
  const event = {
    'detail-type': 'Build Requested',
    id: 'event-1',
    time: '2026-11-22T08:00:00Z',
    account: '000000000000',
    source: 'shop',
    detail: { script, tenant: 'bus' },
  };

  await accept(recordOf(event));
  await accept(recordOf(event));

  const builds = await buildsOf('bus');
  deepEqual(
    builds.map(({ origin, correlationId }) => [origin, correlationId]),
    [['event', 'event-1']],
  );
});

test('a message without a tenant becomes a build of the default tenant', async () => {
  await accept(recordOf({ script }));

  equal((await buildsOf('default')).length, 1);
});
