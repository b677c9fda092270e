import { deepEqual, equal, notEqual, ok, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { freshId, ID_PATTERN, runName } from '../../../shared/ids.ts';
import { readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { recordKey } from '../../../shared/storage/rows/idempotency-keys.ts';
import { admit, type Entry } from '../../../shared/workflow/admit.ts';
import { eraseBuild } from '../../../shared/workflow/erase.ts';
import { startWaiting } from '../../../shared/workflow/start.ts';
import { crashEverywhere, type Watch, watchedClients } from '../../support/aws/crash.ts';
import { itemsOf, messagesIn } from '../../support/aws/resources.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { freshSandbox, type Sandbox, through } from '../../support/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

const request = { script: scriptOf('a.docx') };
const other = { script: scriptOf('b.docx') };
const entry = (changed: Partial<Entry> = {}): Entry => ({
  tenant: 'default',
  origin: 'http',
  correlationId: 'correlation',
  ...changed,
});

/** What stands in the table of one tenant, by the first word of its key. */
async function countOf(tenant: string): Promise<Record<string, number>> {
  const words = (await itemsOf(sandbox.table))
    .filter((item) => `${item.pk}#${item.sk}`.includes(`#${tenant}#`) || item.tenant === tenant)
    .map(({ pk }) => String(pk).split('#')[0] ?? '');
  return Object.fromEntries(
    [...new Set(words)].map((word) => [word, words.filter((each) => each === word).length]),
  );
}

test('a build that is let in is a row, a place in the waiting room, and a staged script', async () => {
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
  deepEqual(
    build.warnings.map(({ code }) => code),
    ['ARGUMENT_EMPTY'],
  );
  equal(Date.parse(build.deadline) - Date.parse(build.createdAt), 24 * 3_600_000);
  ok(Math.abs(build.expiresAt - (Date.now() / 1000 + 90 * 86_400)) < 5);
  equal(await readText(sandbox.bucket, keys.stagedScript(build)), request.script);
  equal(await readText(sandbox.bucket, keys.stagedArgument(build)), '0');
  deepEqual(await countOf('row'), { BUILD: 1, WAITING: 1 });
  const { subject, idempotencyKey, ...stored } = build;
  deepEqual(await getBuild(sandbox.table, 'row', build.id), { ...stored, subject });
});

test('an admitted build is followed by a start signal', async () => {
  const own = await freshSandbox();
  await admit(own.admissionDeps, request, entry());

  equal((await messagesIn(own.startsQueueUrl, 1)).length, 1);
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

test('a request that is refused leaves nothing behind', async () => {
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

  deepEqual(await countOf('refused'), {});
  const { replayed } = await admit(sandbox.admissionDeps, request, keyed);
  equal(replayed, false);
});

test('the same request under one key is one build, whatever the order of its names', async () => {
  const keyed = entry({ tenant: 'key', idempotencyKey: 'k' });
  const first = await admit(sandbox.admissionDeps, { ...request, argument: { a: 1, b: 2 } }, keyed);

  const again = await admit(sandbox.admissionDeps, { argument: { b: 2, a: 1 }, ...request }, keyed);

  equal(again.replayed, true);
  equal(again.build.id, first.build.id);
  deepEqual(await countOf('key'), { BUILD: 1, WAITING: 1, KEY: 1 });
});

test('a key whose build has expired is free, also while its record still lies there', async () => {
  const Item = { ...recordKey('expired', 'k'), id: freshId(), expiresAt: 1 };
  const keyed = entry({ tenant: 'expired', idempotencyKey: 'k' });
  await sandbox.table.client.send(new PutCommand({ TableName: sandbox.table.name, Item }));

  const { build, replayed } = await admit(sandbox.admissionDeps, request, keyed);

  equal(replayed, false);
  equal((await admit(sandbox.admissionDeps, request, keyed)).build.id, build.id);
});

test('another request under a key that is taken is refused', async () => {
  const keyed = entry({ tenant: 'mismatch', idempotencyKey: 'k' });
  await admit(sandbox.admissionDeps, request, keyed);

  await rejects(admit(sandbox.admissionDeps, other, keyed), {
    code: 'IDEMPOTENCY_MISMATCH',
    message: 'The idempotency key was used with another body.',
  });
  deepEqual(await countOf('mismatch'), { BUILD: 1, WAITING: 1, KEY: 1 });
});

test('of ten equal requests at once under one key, one makes a build', async () => {
  const keyed = entry({ tenant: 'race', idempotencyKey: 'k' });

  const all = await Promise.all(
    Array.from({ length: 10 }, () => admit(sandbox.admissionDeps, request, keyed)),
  );

  equal(all.filter(({ replayed }) => !replayed).length, 1);
  equal(new Set(all.map(({ build }) => build.id)).size, 1);
  deepEqual(await countOf('race'), { BUILD: 1, WAITING: 1, KEY: 1 });
});

test('of two requests at once that differ under one key, one is refused', async () => {
  const keyed = entry({ tenant: 'race2', idempotencyKey: 'k' });

  const ends = await Promise.allSettled([
    admit(sandbox.admissionDeps, request, keyed),
    admit(sandbox.admissionDeps, other, keyed),
  ]);

  const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []));
  deepEqual(refused, ['IDEMPOTENCY_MISMATCH']);
  deepEqual(await countOf('race2'), { BUILD: 1, WAITING: 1, KEY: 1 });
});

test('an id counts like a key, three times at once and later', async () => {
  const given = entry({ tenant: 'id', origin: 'sqs', id: freshId() });

  const all = await Promise.all([1, 2, 3].map(() => admit(sandbox.admissionDeps, request, given)));
  const later = await admit(sandbox.admissionDeps, request, given);

  equal(all.filter(({ replayed }) => !replayed).length, 1);
  equal(later.replayed, true);
  deepEqual(await countOf('id'), { BUILD: 1, WAITING: 1 });
  await rejects(admit(sandbox.admissionDeps, other, given), {
    code: 'IDEMPOTENCY_MISMATCH',
    message: `The id ${given.id} was used with another request.`,
  });
});

test('the script that runs is the one of the request that won, whoever staged later', async () => {
  const given = entry({ tenant: 'stage', id: freshId() });

  const [first] = await Promise.allSettled([
    admit(sandbox.admissionDeps, request, given),
    admit(sandbox.admissionDeps, other, given),
  ]);

  const build = await getBuild(sandbox.table, 'stage', given.id ?? '');
  const winner = first?.status === 'fulfilled' ? request.script : other.script;
  equal(build && (await readText(sandbox.bucket, keys.stagedScript(build))), winner);
});

test('two tenants may use one id and one key', async () => {
  const both = { id: freshId(), idempotencyKey: 'k' };

  const one = await admit(sandbox.admissionDeps, request, entry({ ...both, tenant: 'one' }));
  const two = await admit(sandbox.admissionDeps, other, entry({ ...both, tenant: 'two' }));

  equal(two.replayed, false);
  ok(one.build.run !== two.build.run);
});

test('the id of an erased build is never built again, its key is free', async () => {
  const keyed = entry({ tenant: 'erased', id: freshId(), idempotencyKey: 'k' });
  const { build } = await admit(sandbox.admissionDeps, request, keyed);
  await eraseBuild(sandbox, { ...build, status: 'cancelled' });

  const again = await admit(sandbox.admissionDeps, other, keyed);
  equal(again.replayed, true);
  equal(await getBuild(sandbox.table, 'erased', build.id), undefined);

  const { id, ...keyOnly } = keyed;
  equal((await admit(sandbox.admissionDeps, other, keyOnly)).replayed, false);
});

/** The workshop as doors see it while the build is erased, just before their n-th look. */
function whileErased(build: StoredBuild, nth: number): Sandbox {
  let looks = 0;
  let erased: Promise<void> | undefined;
  const watch: Watch = async (send, sent) => {
    if (sent !== 'GetItemCommand' || ++looks < nth) return send();
    erased ??= eraseBuild(sandbox, { ...build, status: 'failed' });
    await erased;
    return send();
  };
  return through(sandbox, watchedClients(watch));
}

test('a key whose build is erased while its repetition is read is free: a build is made', async () => {
  const keyed = entry({ tenant: 'erasing', idempotencyKey: 'k' });
  const { build } = await admit(sandbox.admissionDeps, request, keyed);
  const { admissionDeps } = whileErased(build, 2);

  const again = await admit(admissionDeps, request, keyed);

  deepEqual([again.replayed, again.build.status], [false, 'queued']);
  equal((await admit(sandbox.admissionDeps, request, keyed)).build.id, again.build.id);
});

test('a key whose build is erased between two looks of a repetition is free as well', async () => {
  const keyed = entry({ tenant: 'between', idempotencyKey: 'k' });
  let build: StoredBuild | undefined;
  const watch: Watch = async (send, sent) => {
    if (sent !== 'TransactWriteItemsCommand' || build) return send();
    ({ build } = await admit(sandbox.admissionDeps, request, keyed));
    try {
      return await send();
    } finally {
      await eraseBuild(sandbox, { ...build, status: 'failed' });
    }
  };

  const again = await admit(through(sandbox, watchedClients(watch)).admissionDeps, request, keyed);

  equal(again.replayed, false);
  notEqual(again.build.id, build?.id);
  equal((await admit(sandbox.admissionDeps, request, keyed)).build.id, again.build.id);
});

test('of two repetitions that find the build of their key erased, one makes a build', async () => {
  const keyed = entry({ tenant: 'erasing2', idempotencyKey: 'k' });
  const { build } = await admit(sandbox.admissionDeps, request, keyed);
  const { admissionDeps } = whileErased(build, 3);

  const both = await Promise.all([1, 2].map(() => admit(admissionDeps, request, keyed)));

  equal(both.filter(({ replayed }) => !replayed).length, 1);
  equal(new Set(both.map(({ build: made }) => made.id)).size, 1);
  ok(both.every(({ build: made }) => made.id !== build.id && made.status === 'queued'));
});

test('a door that dies at any point loses and doubles nothing', async () => {
  const steps = await crashEverywhere(
    async () => entry({ tenant: `crash-${freshId()}`, id: freshId(), idempotencyKey: 'k' }),
    (keyed, clients) => admit(through(sandbox, clients).admissionDeps, request, keyed),
    async (keyed, where) => {
      await admit(sandbox.admissionDeps, request, keyed);
      deepEqual(await countOf(keyed.tenant), { BUILD: 1, WAITING: 1, KEY: 1 }, where);
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
