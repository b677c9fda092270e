import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context } from 'aws-lambda';
import { parseBuildRequest } from '../../../shared/build/request.ts';
import { docsClient } from '../../../shared/docs/client.ts';
import { keepDocument } from '../../../shared/documents/keep-document.ts';
import { announceEnds } from '../../../shared/events/announce-ends.ts';
import type { GatewayEvent } from '../../../shared/events/bus.ts';
import { signals } from '../../../shared/queue/batch.ts';
import { getBuild } from '../../../shared/storage/rows/builds.ts';
import { findSaves } from '../../../shared/storage/rows/saves.ts';
import { admit } from '../../../shared/workflow/admission/admit.ts';
import { type CopyInput, copyOrExplain } from '../../../shared/workflow/copying/copy-results.ts';
import { type EndInput, recordEnd } from '../../../shared/workflow/record-end.ts';
import { startWaiting } from '../../../shared/workflow/starting/start.ts';
import { recordOf } from '../../support/aws/records.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { freshKeepDeps } from '../../support/documents/keep-document.ts';
import { fixedSecret } from '../../support/fixed-secret.ts';
import { serve } from '../../support/serve.ts';
import { releasesIn, sandboxWith } from '../../support/workflow/releases.ts';

for (const { version, messages, steps, rows } of releasesIn(import.meta.dirname)) {
  test(`an idempotency key of ${version} finds its build`, async () => {
    const { admissionDeps } = await sandboxWith(rows.keyed, rows.idempotencyKey);
    const request = parseBuildRequest({ script: scriptOf('a.docx'), metadata: { order: '9' } });

    const { build, replayed } = await admit(admissionDeps, request, {
      tenant: 'acme',
      origin: 'http',
      correlationId: 'order-9',
      idempotencyKey: 'order-9',
    });

    deepEqual([build.id, replayed], [rows.keyed?.id, true]);
  });

  test(`a start signal of ${version} starts a build that waits`, async () => {
    const sandbox = await sandboxWith(rows.queued, rows.place);
    let started = 0;
    const work = async () => {
      started += await startWaiting(sandbox.startDeps());
    };
    const handler = signals('start-build', work, async () => {});

    const answer = await handler({ Records: [recordOf(messages.start)] }, {} as Context);

    deepEqual([answer, started], [{ batchItemFailures: [] }, 1]);
  });

  test(`the step Copy results of ${version} copies its file`, async (t) => {
    const { table, bucket } = await sandboxWith(rows.running);
    const origin = await serve(t, (request, response) => {
      request.resume();
      const urls = { 'a.docx': `${origin}/cache/files/data/a/output/a.docx?md5=a` };
      const answer = { key: rows.running?.run, end: true, urls };
      if (request.method === 'POST') return response.end(JSON.stringify(answer));
      const headers = { 'content-disposition': 'attachment', 'content-length': 3 };
      return response.writeHead(200, headers).end('abc');
    });
    const docs = docsClient({ url: origin, inbox: fixedSecret('the-inbox-secret-of-these-tests') });
    const deps = { docs, table, bucket, maxFileBytes: 100 };

    const file = await copyOrExplain(deps, steps.copyResult as CopyInput);

    const [expected] = (steps.record as { files: object[] }).files;
    const { bucket: name, versionId } = file as { bucket: string; versionId: string };
    deepEqual(file, { ...expected, bucket: name, versionId });
  });

  test(`the step Record of ${version} ends a build with a file that could not be copied`, async () => {
    const deps = await sandboxWith(rows.running);

    await recordEnd(deps, steps.recordWithoutFile as EndInput);

    const build = await getBuild(deps.table, 'acme', String(rows.running?.id));
    deepEqual([build?.status, build?.error?.code], ['failed', 'RESULT_TOO_LARGE']);
  });

  test(`the outcome of a command of ${version} is published`, async () => {
    const events: GatewayEvent[] = [];
    const NewImage = marshall(rows.command ?? {}) as never;

    await announceEnds(async (...each) => void events.push(...each))({
      Records: [{ dynamodb: { NewImage } }],
    });

    deepEqual(
      events.map(({ detailType, data }) => [detailType, data]),
      [
        [
          'Command Completed',
          {
            id: rows.command?.id,
            origin: 'sqs',
            command: { c: 'info', key: 'acme.order-7' },
            answer: { error: 0, key: 'acme.order-7' },
          },
        ],
      ],
    );
  });

  test(`a save of ${version} is found, and its repeated callback changes nothing`, async () => {
    const { deps, published } = await freshKeepDeps({} as never);
    const { table } = await sandboxWith(rows.save);

    await keepDocument({ ...deps, table }, recordOf(messages.save));

    equal(published.length, 0);
    const [save] = await findSaves(table, 'default', 'order-0042', 0);
    equal(save?.files.document?.name, 'document.docx');
  });
}
