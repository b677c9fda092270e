import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { type DocsClient, docsClient, docsFromEnv } from '../../../shared/docs/client.ts';
import { claimsOf, fakeDocs, SECRET } from '../../support/docs/fake-docs.ts';
import { fixedSecret } from '../../support/fixed-secret.ts';

const FINE = { key: 'k', end: false };

function ask(docs: DocsClient, timeoutMs = 5_000) {
  return docs.ask('docbuilder', { key: 'k', argument: 'a secret argument' }, { timeoutMs });
}

test('parameters are sent in the token and beside it, for a Docs with tokens turned off', async (t) => {
  const { asked, docs } = await fakeDocs(t, [FINE]);

  await ask(docs);

  const { token: _, ...open } = asked[0]?.body ?? {};
  const { iat: _iat, exp: _exp, operation, ...signed } = claimsOf(asked[0]);
  assert.deepEqual(open, { key: 'k', argument: 'a secret argument' });
  assert.deepEqual(signed, open);
  assert.equal(operation, 'docbuilder');
});

test('the shard key of a request is its encoded key, and a request without a key has none', async (t) => {
  const { asked, docs } = await fakeDocs(t, [FINE]);

  await docs.ask('docbuilder', { key: 'a&b c' });
  await docs.ask('command', { c: 'version' });

  assert.deepEqual(
    asked.map(({ path }) => path),
    ['/docbuilder?shardkey=a%26b%20c', '/command'],
  );
});

test('the path prefix of Docs is part of every address, with or without a slash at its end', async (t) => {
  const { url, asked } = await fakeDocs(t, [FINE]);

  for (const prefixed of [`${url}/docs`, `${url}/docs/`]) {
    await ask(docsClient({ url: prefixed, inbox: fixedSecret(SECRET) }));
  }

  assert.deepEqual(
    new Set(asked.map(({ path }) => path)),
    new Set(['/docs/docbuilder?shardkey=k']),
  );
});

test('twenty requests use one connection', async (t) => {
  const sockets = new Set<unknown>();
  const answer = (response: ServerResponse) => {
    sockets.add(response.socket);
    response.end(JSON.stringify(FINE));
  };
  const { docs } = await fakeDocs(t, [answer]);

  for (let count = 0; count < 20; count++) await ask(docs);

  assert.equal(sockets.size, 1);
});

test('a request on a connection that Docs has closed is sent again', async (t) => {
  const { docs, asked } = await fakeDocs(t, [FINE, (response) => response.socket?.destroy(), FINE]);

  await ask(docs);

  assert.deepEqual(await ask(docs), FINE);
  assert.equal(asked.length, 3);
});

test('a Docs that closes the connection twice is DOCS_UNAVAILABLE', async (t) => {
  const { docs, asked } = await fakeDocs(t, [(response) => response.socket?.destroy()]);

  await assert.rejects(ask(docs), { code: 'DOCS_UNAVAILABLE' });
  assert.equal(asked.length, 2);
});

test('other errors of Docs are returned to the caller', async (t) => {
  const { docs } = await fakeDocs(t, [{ error: -3 }]);

  assert.deepEqual(await ask(docs), { error: -3 });
});

test('a function’s client is made from its environment', async (t) => {
  const before = { ...process.env };
  t.after(() => {
    process.env = before;
  });
  Object.assign(process.env, {
    DOCS_URL: 'https://docs.example/office',
    DOCS_STORAGE_ORIGINS: 'https://one.example https://two.example:8443',
    DOCS_LEGACY_COMMANDS: 'false',
    INBOX_SECRET_NAME: 'docs/inbox',
  });

  const { url, storageOrigins } = docsFromEnv();

  assert.equal(url, 'https://docs.example/office');
  assert.deepEqual(storageOrigins, ['https://one.example', 'https://two.example:8443']);
});
