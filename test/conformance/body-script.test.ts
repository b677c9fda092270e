import { deepEqual, equal, match } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { anyDocs, type Claims } from './support/any-docs.ts';
import { scriptHost } from './support/script-host.ts';

const docs = await anyDocs();
const host = await scriptHost();
after(() => Promise.all([docs.stop(), host.stop()]));

const SCRIPT = 'builder.WriteData("hello.txt", "hello", false);\n';

const withHeader = async (claims: Claims, script: string) =>
  await docs.post('/docbuilder', script, {
    [docs.tokenHeader]: `Bearer ${await docs.sign(claims)}`,
  });

test('a script can be the body of a request that has its token in the header', async () => {
  const end = await withHeader({ async: false }, SCRIPT);

  match(end.key ?? '', /^bld_/);
  deepEqual(Object.keys(end.urls ?? {}), ['hello.txt']);
});

test('a script in the body runs with any valid token, which does not sign the script', async () => {
  const end = await withHeader({ c: 'version' }, SCRIPT);

  equal(end.end, true);
});

test('a script in the body fails if the request has a key', async () => {
  const end = await withHeader({ async: false, key: `test-${randomUUID()}` }, SCRIPT);

  deepEqual(end, { error: -3 });
});

test('parameters without a url are run as a script and fail', async () => {
  deepEqual(await docs.ask({ async: false }), { error: -3 });
});

test('a url takes precedence over a script in the body', async () => {
  const url = host.serve('builder.WriteData("other.txt", "other", false);');

  const end = await withHeader({ async: false, url }, SCRIPT);

  deepEqual(Object.keys(end.urls ?? {}), ['other.txt']);
});
