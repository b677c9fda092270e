import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { freshId } from '../../../../shared/ids.ts';
import { readText } from '../../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../../shared/storage/objects/keys.ts';
import { versionsBelow } from '../../../../shared/storage/objects/versions.ts';
import { getBuild } from '../../../../shared/storage/rows/builds.ts';
import { admit } from '../../../../shared/workflow/admission/admit.ts';
import { countOf, entry, other, request } from '../../../support/workflow/admission.ts';
import { freshSandbox, type Sandbox } from '../../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

test('requests with one key that differ only in the order of their fields are one build', async () => {
  const keyed = entry({ tenant: 'key', idempotencyKey: 'k' });
  const first = await admit(sandbox.admissionDeps, { ...request, argument: { a: 1, b: 2 } }, keyed);

  const again = await admit(sandbox.admissionDeps, { argument: { b: 2, a: 1 }, ...request }, keyed);

  equal(again.replayed, true);
  equal(again.build.id, first.build.id);
  deepEqual(await countOf(sandbox.table, 'key'), { BUILD: 1, WAITING: 1, KEY: 1 });
});

test('another request with a used key is refused', async () => {
  const keyed = entry({ tenant: 'mismatch', idempotencyKey: 'k' });
  await admit(sandbox.admissionDeps, request, keyed);

  await rejects(admit(sandbox.admissionDeps, other, keyed), {
    code: 'IDEMPOTENCY_MISMATCH',
    message: 'The idempotency key was used with another body.',
  });
  deepEqual(await countOf(sandbox.table, 'mismatch'), { BUILD: 1, WAITING: 1, KEY: 1 });
});

test('ten equal requests at once with one key make one build', async () => {
  const keyed = entry({ tenant: 'race', idempotencyKey: 'k' });

  const all = await Promise.all(
    Array.from({ length: 10 }, () => admit(sandbox.admissionDeps, request, keyed)),
  );

  equal(all.filter(({ replayed }) => !replayed).length, 1);
  equal(new Set(all.map(({ build }) => build.id)).size, 1);
  deepEqual(await countOf(sandbox.table, 'race'), { BUILD: 1, WAITING: 1, KEY: 1 });
});

test('of two different requests at once with one key, one is refused', async () => {
  const keyed = entry({ tenant: 'race2', idempotencyKey: 'k' });

  const ends = await Promise.allSettled([
    admit(sandbox.admissionDeps, request, keyed),
    admit(sandbox.admissionDeps, other, keyed),
  ]);

  const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []));
  deepEqual(refused, ['IDEMPOTENCY_MISMATCH']);
  deepEqual(await countOf(sandbox.table, 'race2'), { BUILD: 1, WAITING: 1, KEY: 1 });
});

test('requests at once with one key leave only the staged script of the build', async () => {
  const { bucket, admissionDeps } = await freshSandbox();
  const keyed = entry({ tenant: 'race3', idempotencyKey: 'k' });

  const ends = await Promise.allSettled(
    [request, request, other, other].map((each) => admit(admissionDeps, each, keyed)),
  );

  const [build] = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.build] : []));
  deepEqual(
    (await versionsBelow(bucket, 'scripts/')).map(({ key }) => key),
    build && [keys.stagedScript(build)],
  );
});

test('an id identifies a request like a key, also in three requests at once', async () => {
  const given = entry({ tenant: 'id', origin: 'sqs', id: freshId() });

  const all = await Promise.all([1, 2, 3].map(() => admit(sandbox.admissionDeps, request, given)));
  const later = await admit(sandbox.admissionDeps, request, given);

  equal(all.filter(({ replayed }) => !replayed).length, 1);
  equal(later.replayed, true);
  deepEqual(await countOf(sandbox.table, 'id'), { BUILD: 1, WAITING: 1 });
  await rejects(admit(sandbox.admissionDeps, other, given), {
    code: 'IDEMPOTENCY_MISMATCH',
    message: `The id ${given.id} was used with another request.`,
  });
});

test('of two requests at once with one id, the script of the admitted one is staged', async () => {
  const given = entry({ tenant: 'stage', id: freshId() });

  const [first] = await Promise.allSettled([
    admit(sandbox.admissionDeps, request, given),
    admit(sandbox.admissionDeps, other, given),
  ]);

  const build = await getBuild(sandbox.table, 'stage', given.id ?? '');
  const winner = first?.status === 'fulfilled' ? request.script : other.script;
  equal(build && (await readText(sandbox.bucket, keys.stagedScript(build))), winner);
});

test('two tenants may use the same id and key', async () => {
  const both = { id: freshId(), idempotencyKey: 'k' };

  const one = await admit(sandbox.admissionDeps, request, entry({ ...both, tenant: 'one' }));
  const two = await admit(sandbox.admissionDeps, other, entry({ ...both, tenant: 'two' }));

  equal(two.replayed, false);
  ok(one.build.run !== two.build.run);
});
