import { deepEqual, equal } from 'node:assert/strict';
import { after, test } from 'node:test';
import { anyDocs, needs } from './support/any-docs.ts';
import { scriptHost } from './support/script-host.ts';

const docs = await anyDocs({ linkLifetimeS: 1, maxDownloadBytes: 1000, defaultShardKey: 'node-1' });
/**
 * Its time-outs are too short for scripts that must succeed on a busy machine: those use `docs`.
 */
const hasty = await anyDocs({ scriptTimeoutMs: 500, queueTimeoutMs: 800, converters: 2 });
const host = await scriptHost();
after(() => Promise.all([docs.stop(), hasty.stop(), host.stop()]));

const HELLO = host.serve('builder.WriteData("hello.txt", "hello", false);');
const ENDLESS = host.serve('builder.CreateFile("docx");', 'while (true) {}');

test('a script that runs too long is killed, and fails with -2 for ever', {
  skip: needs('script timeout of half a second'),
}, async () => {
  const key = `test-${crypto.randomUUID()}`;

  const end = await hasty.build({ key, url: ENDLESS });
  const again = await hasty.ask({ async: true, key });

  deepEqual([end, again], [{ error: -2 }, { error: -2 }]);
});

test('a script that waits too long for a converter fails with -2 once', {
  skip: needs('queue that gives up after 0.8 s'),
}, async () => {
  const bothBusy = Promise.withResolvers<void>();
  const slow = host.on((_request, response, hits) => {
    setTimeout(() => response.end(''), 1500);
    if (hits === 2) bothBusy.resolve();
  });
  const busy = [hasty.build({ url: slow }), hasty.build({ url: slow })];
  await bothBusy.promise;
  const key = `test-${crypto.randomUUID()}`;

  const end = await hasty.build({ key, url: HELLO });
  const again = await hasty.ask({ async: true, key, url: HELLO });
  await Promise.all(busy);

  deepEqual([end, again], [{ error: -2 }, { key, end: false }]);
});

test('Docs does not retry the download of a script that is too large', {
  skip: needs('limit of 1000 bytes for scripts'),
}, async () => {
  const url = host.serve(`// ${'x'.repeat(1000)}`);

  const end = await docs.build({ url });

  deepEqual(end, { error: -10 });
  equal(host.hitsOf(url).length, 1);
});

test('an expired link is answered with 410', { skip: needs('links of one second') }, async () => {
  const { key, urls } = await docs.build({ url: HELLO });
  const link = urls?.['hello.txt'] ?? '';
  const expires = Number(new URL(link).searchParams.get('expires')) * 1000;

  await new Promise((resolve) => setTimeout(resolve, expires + 1100 - Date.now()));
  const late = await fetch(link);
  const fresh = await fetch((await docs.ask({ key })).urls?.['hello.txt'] ?? '');

  deepEqual([late.status, await late.text()], [410, 'Gone']);
  equal(await fresh.text(), 'hello');
});

test('in a cluster, a request without a shard key waits for the end of the build', {
  skip: needs('DEFAULT_SHARD_KEY'),
}, async () => {
  const without = await docs.ask({ async: true, url: HELLO });
  const key = `test-${crypto.randomUUID()}`;
  const withOne = await docs.ask({ async: true, key, url: HELLO });
  const empty = await docs.post(
    '/docbuilder?shardkey=',
    JSON.stringify({ token: await docs.sign({ async: true, url: HELLO }) }),
  );

  equal(without.end, true);
  deepEqual(withOne, { key, end: false });
  equal(empty.end, true);
});
