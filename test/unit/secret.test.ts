import assert from 'node:assert/strict';
import { json } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretReader } from '../../shared/secret.ts';
import { fixedSecret } from '../support/fixed-secret.ts';
import { localClient } from '../support/local-client.ts';
import { serve } from '../support/serve.ts';

type Value = string | { error: string; status?: number } | { binary: string };

/** A Secrets Manager that holds one secret; it can be changed, and be made to fail. */
async function secretsManager(t: TestContext, stages: Record<string, Value>) {
  const asked: { SecretId: string; VersionStage: string }[] = [];
  const endpoint = await serve(t, async (request, response) => {
    const question = (await json(request)) as (typeof asked)[number];
    asked.push(question);
    const value = stages[question.VersionStage] ?? { error: 'ResourceNotFoundException' };
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (typeof value === 'string') return response.end(JSON.stringify({ SecretString: value }));
    if ('binary' in value) return response.end(JSON.stringify({ SecretBinary: value.binary }));
    response.statusCode = value.status ?? 400;
    return response.end(JSON.stringify({ __type: value.error, message: 'no' }));
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = localClient(SecretsManagerClient, {
    endpoint,
    region: 'eu-central-1',
    credentials,
  });
  t.after(() => client.destroy());
  return { asked, stages, secret: secretReader('docs/inbox', client) };
}

test('the current value is read once and cached', async (t) => {
  const { asked, secret } = await secretsManager(t, { AWSCURRENT: 'now' });

  assert.equal(await secret.current(), 'now');
  assert.equal(await secret.current(), 'now');

  assert.deepEqual(asked, [{ SecretId: 'docs/inbox', VersionStage: 'AWSCURRENT' }]);
});

test('the current value is read again after five minutes', async (t) => {
  const { asked, stages, secret } = await secretsManager(t, { AWSCURRENT: 'now' });
  let now = Date.now();
  t.mock.method(Date, 'now', () => now);

  await secret.current();
  stages.AWSCURRENT = 'later';
  now += 299_000;
  assert.equal(await secret.current(), 'now');
  now += 1_001;
  assert.equal(await secret.current(), 'later');

  assert.equal(asked.length, 2);
});

test('the previous value is that of the stage AWSPREVIOUS, and undefined for a new secret', async (t) => {
  const { stages, secret } = await secretsManager(t, { AWSCURRENT: 'now', AWSPREVIOUS: 'before' });
  assert.equal(await secret.previous(), 'before');

  delete stages.AWSPREVIOUS;
  await secret.refresh();
  assert.equal(await secret.previous(), undefined);
});

test('refresh() reads both values of a rotated secret again', async (t) => {
  const { stages, secret } = await secretsManager(t, { AWSCURRENT: 'one' });
  await secret.current();
  await secret.previous();

  Object.assign(stages, { AWSCURRENT: 'two', AWSPREVIOUS: 'one' });

  assert.equal(await secret.current(), 'one');
  assert.equal(await secret.refresh(), 'two');
  assert.equal(await secret.current(), 'two');
  assert.equal(await secret.previous(), 'one');
});

test('refresh() reads neither value again while the cached one is younger than minAgeMs', async (t) => {
  const { asked, secret } = await secretsManager(t, { AWSCURRENT: 'now', AWSPREVIOUS: 'before' });

  for (let n = 0; n < 3; n++) {
    await secret.refresh(10_000);
    await secret.previous();
  }

  assert.deepEqual(
    asked.map(({ VersionStage }) => VersionStage),
    ['AWSCURRENT', 'AWSPREVIOUS'],
  );
});

for (const error of ['AccessDeniedException', 'ResourceNotFoundException']) {
  test(`a value that was read stays in use after ${error}`, async (t) => {
    const { stages, secret } = await secretsManager(t, { AWSCURRENT: 'now' });
    await secret.current();

    stages.AWSCURRENT = { error };

    assert.equal(await secret.refresh(), 'now');
    assert.equal(await secret.current(), 'now');
  });

  test(`${error} is INTERNAL and names the secret when no value was read before`, async (t) => {
    const { secret } = await secretsManager(t, { AWSCURRENT: { error } });

    await assert.rejects(secret.current(), {
      code: 'INTERNAL',
      message: `secret docs/inbox cannot be read (${error})`,
    });
  });
}

for (const [error, status] of [
  ['InternalServiceError', 500],
  ['ServiceUnavailable', 503],
  ['ThrottlingException', 400],
] as const)
  test(`${error} is DOCS_UNAVAILABLE when no value was read before, and does not name the secret`, async (t) => {
    const { stages, secret } = await secretsManager(t, { AWSCURRENT: { error, status } });

    await assert.rejects(secret.current(), {
      code: 'DOCS_UNAVAILABLE',
      message: `The secret of Docs cannot be read from Secrets Manager at the moment (${error})`,
    });
    stages.AWSCURRENT = 'now';
    assert.equal(await secret.current(), 'now');
  });

test('a binary or empty secret is refused with the reason', async (t) => {
  const { stages, secret } = await secretsManager(t, { AWSCURRENT: { binary: 'AAAA' } });
  await assert.rejects(secret.current(), {
    message: 'secret docs/inbox is binary; it must be text',
  });

  stages.AWSCURRENT = '';
  await assert.rejects(secret.current(), { message: 'secret docs/inbox is empty' });
});

test('fixedSecret() returns the values that it was given', async () => {
  const secret = fixedSecret('now', 'before');

  assert.equal(await secret.current(), 'now');
  assert.equal(await secret.refresh(), 'now');
  assert.equal(await secret.previous(), 'before');
  assert.equal(await fixedSecret('now').previous(), undefined);
});
