import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DocsClient, docsClient } from '../../../shared/docs/client.ts';
import type { GatewayError } from '../../../shared/errors.ts';
import type { SecretReader } from '../../../shared/secret.ts';
import { fakeDocs, guarded, SECRET } from '../../support/docs/fake-docs.ts';
import { fixedSecret } from '../../support/fixed-secret.ts';

const FINE = { key: 'k', end: false };

function ask(docs: DocsClient, timeoutMs = 5_000) {
  return docs.ask('docbuilder', { key: 'k', argument: 'a secret argument' }, { timeoutMs });
}

function failureOf(asked: Promise<unknown>): Promise<GatewayError> {
  return asked.then(
    () => assert.fail('it was answered'),
    (error) => error,
  );
}

test('the current secret is used as long as Docs accepts it', async (t) => {
  const { docs, asked } = await fakeDocs(t, [guarded(() => SECRET, FINE)]);

  assert.deepEqual(await ask(docs), FINE);
  assert.equal(asked.length, 1);
});

test('a secret that was rotated is read again, once, and remembered', async (t) => {
  const { url, asked } = await fakeDocs(t, [guarded(() => SECRET, FINE)]);
  let refreshed = 0;
  const inbox: SecretReader = {
    current: async () => 'the-secret-before-it-was-rotated-away',
    previous: async () => undefined,
    refresh: async () => {
      refreshed += 1;
      return SECRET;
    },
  };
  const docs = docsClient({ url, inbox });

  await ask(docs);
  await ask(docs);

  assert.equal(refreshed, 1);
  assert.equal(asked.length, 3);
});

test('a Docs that still has the previous secret is asked with that one', async (t) => {
  let known = SECRET;
  const { url, asked } = await fakeDocs(t, [guarded(() => known, FINE)]);
  const next = 'the-secret-that-docs-will-have-after-all';
  const docs = docsClient({ url, inbox: fixedSecret(next, SECRET) });

  await ask(docs);
  known = next;
  await ask(docs);

  assert.equal(asked.length, 4);
});

for (const [service, number] of [
  ['docbuilder', -8],
  ['command', 6],
  ['command', 7],
] as const) {
  test(`error ${number} of ${service} with every secret is DOCS_AUTH and keeps its number`, async (t) => {
    const { url, asked } = await fakeDocs(t, [{ error: number }]);
    const docs = docsClient({
      url,
      inbox: fixedSecret(SECRET, 'the-secret-that-was-before-this-one'),
    });

    const error = await failureOf(docs.ask(service, { key: 'k' }));

    assert.equal(error.code, 'DOCS_AUTH');
    assert.deepEqual(error.details, { docsError: number });
    assert.equal(asked.length, 2);
    assert.ok(!error.message.includes(SECRET));
  });
}

test('a large difference between the clocks is named as the cause', async (t) => {
  const date = new Date(Date.now() - 600_000).toUTCString();
  const { docs } = await fakeDocs(t, [
    (response) => response.setHeader('date', date).end('{"error":-8}'),
  ]);

  await assert.rejects(ask(docs), {
    code: 'DOCS_AUTH',
    message: /differ by (599|60\d) s/,
  });
});
