import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { freshId, ID_PATTERN, runName } from '../../../../shared/ids.ts';
import { readText } from '../../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../../shared/storage/objects/keys.ts';
import { getBuild } from '../../../../shared/storage/rows/builds.ts';
import { admit } from '../../../../shared/workflow/admission/admit.ts';
import { readFetchMessage } from '../../../../shared/workflow/fetching/fetch-message.ts';
import { startWaiting } from '../../../../shared/workflow/starting/start.ts';
import { crashEverywhere } from '../../../support/aws/crash.ts';
import { messagesIn } from '../../../support/aws/resources.ts';
import { countOf, entry, request } from '../../../support/workflow/admission.ts';
import { freshSandbox, type Sandbox, through } from '../../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

test('an admitted build has a row, a place in the waiting room and a staged script', async () => {
  const asked = {
    ...request,
    argument: 0,
    metadata: { order: '1' },
    outputs: { 'a.docx': 'x/a.docx' },
    correlationId: 'mine',
  };
  const { build, ...rest } = await admit(
    sandbox.admissionDeps,
    asked,
    entry({ tenant: 'row', subject: 'anna' }),
  );

  deepEqual(rest, { replayed: false });
  ok(ID_PATTERN.test(build.id));
  equal(build.run, runName('test', 'row', build.id));
  deepEqual(
    [build.status, build.subject, build.correlationId, build.hasArgument, build.fetches],
    ['queued', 'anna', 'mine', true, false],
  );
  deepEqual(build.metadata, { order: '1' });
  equal(build.priority, 'normal');
  deepEqual(
    build.warnings.map(({ code }) => code),
    ['ARGUMENT_EMPTY'],
  );
  equal(Date.parse(build.deadline) - Date.parse(build.createdAt), 24 * 3_600_000);
  ok(Math.abs(build.expiresAt - (Date.now() / 1000 + 90 * 86_400)) < 5);
  equal(await readText(sandbox.bucket, keys.stagedScript(build)), request.script);
  equal(await readText(sandbox.bucket, keys.stagedArgument(build)), '0');
  deepEqual(await countOf(sandbox.table, 'row'), { BUILD: 1, WAITING: 1 });
  const { subject, idempotencyKey, debugToken, inputsRead, ...stored } = build; // not in the row if undefined
  deepEqual(await getBuild(sandbox.table, 'row', build.id), { ...stored, subject });
});

test('an admitted build of low priority has its place among those of low priority', async () => {
  const asked = { ...request, priority: 'low' } as const;

  const { build } = await admit(sandbox.admissionDeps, asked, entry({ tenant: 'low' }));

  equal(build.priority, 'low');
  deepEqual(await countOf(sandbox.table, 'low'), { BUILD: 1, 'WAITING-LOW': 1 });
});

test('an admitted build is followed by a start signal', async () => {
  const own = await freshSandbox();
  await admit(own.admissionDeps, request, entry());

  equal((await messagesIn(own.startsQueueUrl, 1)).length, 1);
});

test('an admitted build that names URLs has an item among those being fetched instead of a place, and one message', async () => {
  const own = await freshSandbox();
  const byUrl = { url: 'https://files.example/a.docbuilder' };
  const keyed = entry({ tenant: 'fetches', idempotencyKey: 'k' });

  const { build } = await admit(own.admissionDeps, byUrl, keyed);

  equal(build.fetches, true);
  deepEqual(await countOf(own.table, 'fetches'), { BUILD: 1, FETCHING: 1, KEY: 1 });
  const [message] = await messagesIn(own.fetchesQueueUrl, 1);
  const { tenant, id, run, createdAt } = build;
  deepEqual(readFetchMessage(`${message?.Body}`), { tenant, id, run, createdAt });
  equal(message?.Attributes?.MessageGroupId, 'fetches');
  equal(await startWaiting(own.startDeps()), 0);
});

test('a build that names URLs is admitted although its message cannot be sent', async () => {
  const sendFetch = () => Promise.reject(new Error('the queue is away'));
  const byUrl = { ...request, inputs: { 'logo.png': 'https://files.example/logo.png' } };

  await admit({ ...sandbox.admissionDeps, sendFetch }, byUrl, entry({ tenant: 'no-message' }));

  deepEqual(await countOf(sandbox.table, 'no-message'), { BUILD: 1, FETCHING: 1 });
});

test('a build is admitted although its start signal cannot be sent', async () => {
  const signalStart = () => Promise.reject(new Error('the queue is away'));

  const { build } = await admit(
    { ...sandbox.admissionDeps, signalStart },
    request,
    entry({ tenant: 'signal' }),
  );

  equal((await getBuild(sandbox.table, 'signal', build.id))?.status, 'queued');
});

test('a refused request writes no row and leaves its idempotency key free', async () => {
  const keyed = entry({ tenant: 'refused', idempotencyKey: 'k' });

  await rejects(admit(sandbox.admissionDeps, { template: 'nothing' }, keyed), {
    code: 'TEMPLATE_NOT_FOUND',
  });
  await rejects(admit(sandbox.admissionDeps, { script: 'x' }, keyed), { code: 'SCRIPT_INVALID' });
  await rejects(admit(sandbox.admissionDeps, { url: 'ftp://a.example/x' }, keyed), {
    code: 'SOURCE_REFUSED',
  });

  for (const from of ['https://127.0.0.1/', 'HTTPS://127.0.0.1/'])
    await rejects(admit(sandbox.admissionDeps, { ...request, inputs: { x: from } }, keyed), {
      code: 'SOURCE_REFUSED',
    });

  deepEqual(await countOf(sandbox.table, 'refused'), {});
  const { replayed } = await admit(sandbox.admissionDeps, request, keyed);
  equal(replayed, false);
});

test('an admission that crashes at any request is completed by a repetition, as one build', async () => {
  const steps = await crashEverywhere(
    async () => entry({ tenant: `crash-${freshId()}`, id: freshId(), idempotencyKey: 'k' }),
    (keyed, clients) => admit(through(sandbox, clients).admissionDeps, request, keyed),
    async (keyed, where) => {
      await admit(sandbox.admissionDeps, request, keyed);
      deepEqual(
        await countOf(sandbox.table, keyed.tenant),
        { BUILD: 1, WAITING: 1, KEY: 1 },
        where,
      );
      const build = await getBuild(sandbox.table, keyed.tenant, keyed.id ?? '');
      equal(build && (await readText(sandbox.bucket, keys.stagedScript(build))), request.script);
    },
  );

  ok(steps >= 4, `${steps} requests`);
  const { Contents = [] } = await sandbox.bucket.s3.send(
    new ListObjectsV2Command({ Bucket: sandbox.bucket.name, Prefix: 'results/' }),
  );
  equal(Contents.length, 0);
  ok((await startWaiting(sandbox.startDeps(1000))) > steps);
});
