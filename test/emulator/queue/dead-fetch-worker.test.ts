import { equal, ok, rejects } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { fetchSources } from '../../../shared/queue/fetch-sources.ts';
import { freshQueue, sqs } from '../../support/aws/resources.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { killWorkerOn, SOON_MS, take, takeAgain } from '../../support/queue/killed-worker.ts';
import { fetchingBuild } from '../../support/workflow/fetching-build.ts';
import { freshSandbox } from '../../support/workflow/sandbox.ts';

/** A build whose first request for its script is never answered, and its message in a queue. */
async function waitingFetch(t: TestContext) {
  const asked = Promise.withResolvers<void>();
  let requests = 0;
  const sandbox = await freshSandbox();
  const { build, deps, now, waitsIn } = await fetchingBuild(
    sandbox,
    t,
    (_, response) => {
      asked.resolve();
      if (++requests > 1) response.end(scriptOf('a.txt'));
    },
    (origin) => ({ url: `${origin}/script` }),
  );
  const queueUrl = await freshQueue();
  const { tenant, id, run, createdAt } = build;
  const MessageBody = JSON.stringify({ tenant, id, run, createdAt });
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));

  const dieOn = (record: SQSRecord | undefined) =>
    killWorkerOn(record, 'queue/fetch-sources', asked.promise, {
      TABLE_NAME: sandbox.table.name,
      BUCKET_NAME: sandbox.bucket.name,
      STARTS_QUEUE_URL: sandbox.startsQueueUrl,
      QUEUE_URL: queueUrl,
      PUBLIC_URL: deps.publicUrl,
      SOURCE_RULES: JSON.stringify(deps.rules),
    });
  return { deps, now, waitsIn, queueUrl, dieOn, requests: () => requests };
}

test('the URLs of a build whose function was killed during the fetch are fetched by the next delivery within 31 seconds', async (t) => {
  const { deps, now, queueUrl, dieOn, requests } = await waitingFetch(t);

  await dieOn(await take(queueUrl, 5));
  const { again, afterMs } = await takeAgain(queueUrl);
  await fetchSources(deps, again as SQSRecord);

  ok(afterMs < SOON_MS, `after ${afterMs} ms`);
  equal(requests(), 2);
  const row = await now();
  equal(row.status, 'queued');
  ok(row.fetchedAt);
});

test('a build whose function did not finish at the last delivery of its message ends with UNKNOWN_OUTCOME, and the message goes to the dead letters', async (t) => {
  const { deps, now, waitsIn, queueUrl, requests } = await waitingFetch(t);
  for (let receives = 1; receives <= MAX_RECEIVES.fetches; receives++) await take(queueUrl, 5, 0);
  const abandoned = await take(queueUrl, 5);

  await rejects(fetchSources(deps, abandoned as SQSRecord), { code: 'UNKNOWN_OUTCOME' });

  const row = await now();
  equal(row.status, 'failed');
  equal(row.error?.code, 'UNKNOWN_OUTCOME');
  equal((await waitsIn()).length, 0);
  equal(requests(), 0);
});
