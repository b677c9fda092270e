import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { marshall } from '@aws-sdk/util-dynamodb';
import { keepDocument } from '../../../shared/documents/keep-document.ts';
import { announceEnds } from '../../../shared/events/announce-ends.ts';
import type { GatewayEvent } from '../../../shared/events/bus.ts';
import { acceptBuild } from '../../../shared/queue/accept-build.ts';
import { acceptUpload } from '../../../shared/queue/accept-upload.ts';
import { putText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { listBuilds } from '../../../shared/storage/rows/build-list.ts';
import { getBuild } from '../../../shared/storage/rows/builds.ts';
import { readSlots } from '../../../shared/storage/rows/slots.ts';
import { type AskDeps, type AskInput, askDocs } from '../../../shared/workflow/ask-docs.ts';
import { type EndInput, recordEnd } from '../../../shared/workflow/record-end.ts';
import { startWaiting } from '../../../shared/workflow/starting/start.ts';
import {
  type SettleEvent,
  type SweepDeps,
  settleOrSweep,
} from '../../../shared/workflow/sweep-builds.ts';
import { recordOf } from '../../support/aws/records.ts';
import { itemsOf, sqs } from '../../support/aws/resources.ts';
import { commandQueue } from '../../support/command-queue.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { freshKeepDeps } from '../../support/documents/keep-document.ts';
import { type Row, releasesIn, sandboxWith } from '../../support/workflow/releases.ts';
import { freshSandbox } from '../../support/workflow/sandbox.ts';

const refusals: GatewayEvent[] = [];
const refusalDeps = {
  bus: async (...events: GatewayEvent[]) => void refusals.push(...events),
  deadLetters: { sqs, url: 'http://127.0.0.1:1/none' },
};
const ID = '01KAMXF9W0Q5T2M7Y3B8C4D6E1';

for (const { version, ...release } of releasesIn(import.meta.dirname)) {
  const { messages, steps, rows } = release;

  test(`build requests of ${version}, by message and by event, become builds`, async () => {
    const { admissionDeps, table } = await freshSandbox();

    for (const message of [messages.build, messages.buildEvent])
      await acceptBuild(admissionDeps, refusalDeps, recordOf(message));

    const { items } = await listBuilds(table, 'acme', { limit: 10 });
    deepEqual(items.map(({ origin, status }) => [origin, status]).sort(), [
      ['event', 'queued'],
      ['sqs', 'queued'],
    ]);
    deepEqual(refusals, []);
  });

  test(`a notification of an upload of ${version} becomes a build`, async () => {
    const { admissionDeps, table, bucket } = await freshSandbox();
    const script = scriptOf('a.docx');
    const { versionId } = await putText(bucket, 'inbox/acme/a b.docbuilder', script);
    const text = JSON.stringify(messages.upload)
      .replace('BUCKET', bucket.name)
      .replace('VERSION', String(versionId));

    await acceptUpload(admissionDeps, refusalDeps, recordOf(text));

    deepEqual(refusals, []);
    const { items } = await listBuilds(table, 'acme', { limit: 10 });
    deepEqual(
      items.map(({ origin, correlationId }) => [origin, correlationId]),
      [['s3', 'inbox/acme/a b.docbuilder']],
    );
    deepEqual(refusals, []);
  });

  test(`commands of ${version}, by message and by event, are sent to Docs`, async (t) => {
    const queue = await commandQueue(t, ({ key }) => ({ error: 0, key }));

    await queue.receive(recordOf(messages.command));
    await queue.receive(recordOf(messages.commandEvent));

    deepEqual(
      queue.asked.map(({ c, key }) => [c, key]),
      [
        ['info', 'acme.order-7'],
        ['info', 'acme.order-8'],
      ],
    );
    deepEqual(queue.refusals, []);
  });

  test(`a callback of ${version} is published`, async () => {
    const { deps, published } = await freshKeepDeps({} as never);
    const { tenant, callbackId } = messages.callback as { tenant: string; callbackId: string };
    await putText(
      deps.bucket,
      keys.callback(tenant, callbackId),
      JSON.stringify(release.callbackClaims),
    );

    await keepDocument(deps, recordOf(messages.callback));

    deepEqual(
      published.map(({ detailType, data }) => [detailType, (data as Row).query]),
      [['Document Editing', { order: '42' }]],
    );
  });

  test(`a build that waited when ${version} was replaced starts`, async () => {
    const sandbox = await sandboxWith(rows.queued, rows.place, rows.slots);

    equal(await startWaiting(sandbox.startDeps()), 1);

    equal((await getBuild(sandbox.table, 'acme', String(rows.queued?.id)))?.status, 'running');
    equal(Object.keys((await readSlots(sandbox.table)).holders).length, 2);
  });

  test(`the step Ask Docs of ${version} continues with the stored answer`, async () => {
    const { table, bucket } = await sandboxWith(rows.running);

    const next = await askDocs({ table, bucket } as AskDeps, steps.askDocs as AskInput);

    deepEqual(next, { ...steps.askDocs, state: 'done', files: ['a.docx'] });
  });

  test(`the steps Record and Record failure of ${version} end their build`, async () => {
    const outcomes = [];
    for (const input of [steps.record, steps.recordFailure]) {
      const deps = await sandboxWith(rows.running);
      await recordEnd(deps, input as EndInput);
      const build = await getBuild(deps.table, 'acme', ID);
      outcomes.push([build?.status, build?.files?.length, build?.error?.code]);
    }

    deepEqual(outcomes, [
      ['succeeded', 1, undefined],
      ['failed', 0, 'INTERNAL'],
    ]);
  });

  test(`the event of an execution of ${version} that was stopped ends its build`, async () => {
    const sandbox = await sandboxWith(rows.running);

    await settleOrSweep({ table: sandbox.table } as SweepDeps, steps.settle as SettleEvent);

    equal((await getBuild(sandbox.table, 'acme', ID))?.error?.code, 'UNKNOWN_OUTCOME');
  });

  test(`the sweep of ${version} repairs slots and copies of ${version}`, async () => {
    const sandbox = await sandboxWith(
      { ...rows.running, status: 'succeeded', files: [], endedAt: '2026-11-22T08:00:10.000Z' },
      rows.copying,
    );

    await settleOrSweep(
      { ...sandbox, waitHours: 24 } as never as SweepDeps,
      steps.sweep as SettleEvent,
    );

    deepEqual(
      (await itemsOf(sandbox.table)).filter(({ pk }) => pk === 'COPYING'),
      [],
    );
  });

  test(`the end of a build in a stream record of ${version} is published`, async () => {
    const events: GatewayEvent[] = [];
    const image = (row: Row) => marshall(row) as never;
    const before = rows.running ?? {};
    const after = {
      ...before,
      status: 'succeeded',
      files: [],
      endedAt: '2026-11-22T08:00:10.000Z',
    };

    await announceEnds(async (...each) => void events.push(...each))({
      Records: [{ dynamodb: { OldImage: image(before), NewImage: image(after) } }],
    });

    deepEqual(
      events.map(({ detailType, data }) => [detailType, (data as Row).id]),
      [['Build Succeeded', ID]],
    );
  });
}
