import { deepEqual, equal } from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { healthOf } from '../../../shared/api/health.ts';
import { docsClient } from '../../../shared/docs/client.ts';
import { fixedSecret } from '../../support/fixed-secret.ts';

async function docsThat(t: TestContext, listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return docsClient({ url, inbox: fixedSecret('inbox-secret-of-this-test') });
}

function answering(json: unknown): RequestListener {
  return (_request, response) => response.end(JSON.stringify(json));
}

test('Docs 7.3 or newer is reachable and supported', async (t) => {
  const health = healthOf(await docsThat(t, answering({ error: 0, version: '9.2.0.1' })));

  deepEqual(await health(), { status: 'ok', docs: { reachable: true, supported: true } });
});

test('an older Docs is reachable and not supported', async (t) => {
  const health = healthOf(await docsThat(t, answering({ error: 0, version: '7.2.2.56' })));

  deepEqual(await health(), { status: 'down', docs: { reachable: true, supported: false } });
});

test('Docs that refuses the secret or sends an unexpected answer is reachable', async (t) => {
  for (const answer of [{ error: 6 }, '<html>']) {
    const health = healthOf(await docsThat(t, answering(answer)));

    deepEqual(await health(), { status: 'down', docs: { reachable: true, supported: false } });
  }
});

test('Docs without a server is unreachable', async () => {
  const url = 'http://127.0.0.1:1';
  const health = healthOf(docsClient({ url, inbox: fixedSecret('inbox') }));

  deepEqual(await health(), { status: 'down', docs: { reachable: false, supported: false } });
});

test('Docs that does not answer is unreachable after at most three seconds', async (t) => {
  const health = healthOf(await docsThat(t, () => undefined));

  const first = await Promise.race([health(), sleep(3_000, 'three seconds', { ref: false })]);

  deepEqual(first, { status: 'down', docs: { reachable: false, supported: false } });
});

test('Docs is checked at most every ten seconds', async (t) => {
  let asked = 0;
  const docs = await docsThat(t, (_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ error: 0, version: '9.2.0.1' }));
  });
  const health = healthOf(docs);
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 });

  await Promise.all([health(), health()]);
  t.mock.timers.tick(9_999);
  await health();
  equal(asked, 1);
  t.mock.timers.tick(1);
  await health();
  equal(asked, 2);
});
