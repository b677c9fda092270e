import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { SQSRecord } from 'aws-lambda';
import { fetchSources } from '../../../shared/queue/fetch-sources.ts';
import { getBuild } from '../../../shared/storage/rows/builds.ts';
import { freshQueue } from '../../support/aws/resources.ts';
import { claimsOf } from '../../support/docs/callbacks.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { freshKeepDeps, messageOf } from '../../support/documents/keep-document.ts';
import { killWorker } from '../../support/queue/killed-worker.ts';
import { serve } from '../../support/serve.ts';
import { fetchingBuild } from '../../support/workflow/fetching-build.ts';
import { freshSandbox } from '../../support/workflow/sandbox.ts';

/** 30 s, and some time for a busy machine; the queue itself would hide the message for up to 90 minutes. */
const SOON_MS = 60_000;

test('the message of a function that was killed is delivered again within 31 seconds', async (t) => {
  const asked = Promise.withResolvers<void>();
  const docsUrl = await serve(t, async () => asked.resolve()); // Docs never answers
  const { deps } = await freshKeepDeps({ url: docsUrl } as never);
  const queueUrl = await freshQueue();
  const { body } = await messageOf(deps, claimsOf());

  const { first, again, afterMs } = await killWorker(
    'queue/keep-document',
    { queueUrl, body, working: asked.promise },
    {
      TABLE_NAME: deps.table.name,
      BUCKET_NAME: deps.bucket.name,
      BUS_NAME: 'none',
      DOCS_URL: docsUrl,
      DOCS_STORAGE_ORIGINS: '',
      MAX_FILE_BYTES: '1000',
      KEEP_DAYS: '1',
    },
  );

  equal(again?.messageId, first?.messageId);
  equal(again?.attributes?.ApproximateReceiveCount, '2');
  ok(afterMs < SOON_MS, `after ${afterMs} ms`);
});

test('the URLs of a build whose function was killed during the fetch are fetched by the next delivery within 31 seconds', async (t) => {
  const asked = Promise.withResolvers<void>();
  let requests = 0;
  const sandbox = await freshSandbox();
  const { build, deps } = await fetchingBuild(
    sandbox,
    t,
    (_, response) => {
      asked.resolve();
      if (++requests > 1) response.end(scriptOf('a.txt')); // the first request is never answered
    },
    (origin) => ({ url: `${origin}/script` }),
  );
  const { tenant, id, run, createdAt } = build;
  const body = JSON.stringify({ tenant, id, run, createdAt });

  const { again, afterMs } = await killWorker(
    'queue/fetch-sources',
    { queueUrl: await freshQueue(), body, working: asked.promise },
    {
      TABLE_NAME: sandbox.table.name,
      BUCKET_NAME: sandbox.bucket.name,
      STARTS_QUEUE_URL: sandbox.startsQueueUrl,
      PUBLIC_URL: deps.publicUrl,
      SOURCE_RULES: JSON.stringify(deps.rules),
    },
  );
  await fetchSources(deps, again as SQSRecord);

  ok(afterMs < SOON_MS, `after ${afterMs} ms`);
  const row = await getBuild(sandbox.table, tenant, id);
  equal(row?.status, 'queued');
  equal(requests, 2);
  ok(row?.fetchedAt);
});
