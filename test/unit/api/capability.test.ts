import { equal, rejects } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SignJWT } from 'jose';
import type { Call } from '../../../shared/api/call.ts';
import { readBuildOfCapability, requireDocs } from '../../../shared/api/capability.ts';
import { routeOf } from '../../../shared/api/routes.ts';
import { scriptLink } from '../../../shared/build/script-links.ts';
import type { StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { table } from '../../../shared/storage/table/table.ts';
import { fakeAws, rowKey, storedBuild } from '../../support/aws/fake-aws.ts';
import { fixedSecret } from '../../support/fixed-secret.ts';

async function tableWith(t: TestContext, build: StoredBuild) {
  const aws = await fakeAws(t);
  aws.rows.set(rowKey(build), build);
  return table('builds');
}

test('a valid capability finds its build', async (t) => {
  const build = storedBuild();
  const builds = await tableWith(t, build);

  const found = await readBuildOfCapability(builds, { ...build } as never);

  equal(found.id, build.id);
});

test('a wrong capability and an unknown build have the same error', async (t) => {
  const build = storedBuild();
  const builds = await tableWith(t, build);
  const { tenant, id, capability } = build;

  for (const wrong of [
    { tenant, id, capability: '' },
    { tenant, id, capability: `${capability}x` },
    { tenant, id, capability: capability.toUpperCase() },
    { tenant: 'acme', id, capability },
    { tenant: 'a#b', id, capability },
    { tenant, id: '01KAMXF9W0Q5T2M7Y3B8C4D6E2', capability },
    { tenant, id: 'x'.repeat(3000), capability },
    {},
  ])
    await rejects(readBuildOfCapability(builds, wrong as never), {
      code: 'NOT_FOUND',
      message: 'This link is not valid, or has expired.',
    });
});

test('a capability is invalid once its build has ended or reached its deadline', async (t) => {
  for (const changed of [
    { status: 'succeeded' },
    { status: 'cancelled' },
    { deadline: new Date(Date.now() - 1).toISOString() },
  ] as Partial<StoredBuild>[]) {
    const build = storedBuild(changed);
    const builds = await tableWith(t, build);

    await rejects(readBuildOfCapability(builds, { ...build } as never), { code: 'NOT_FOUND' });
  }
});

const outbox = fixedSecret('outbox-secret-of-this-test');

async function callWith(build: StoredBuild, url: string, header = 'authorization') {
  const token = await new SignJWT({ payload: { url } })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode('outbox-secret-of-this-test'));
  return callOf(build, { [header]: `Bearer ${token}` });
}

function callOf(build: StoredBuild, headers: Record<string, string>): Call {
  const { tenant, id, capability } = build;
  const route = routeOf('GET /v1/scripts/{tenant}/{id}/{capability}');
  return { route, params: { tenant, id, capability }, headers } as unknown as Call;
}

test('a download that Docs signed is accepted', async () => {
  const build = storedBuild();

  await requireDocs(
    outbox,
    'Authorization',
    await callWith(build, scriptLink('https://x/y', build)),
  );
});

test('the token is read from the header that Docs is configured to use', async () => {
  const build = storedBuild();
  const call = await callWith(build, scriptLink('https://x', build), 'authorizationjwt');

  await requireDocs(outbox, 'AuthorizationJwt', call);
});

test('a download without a token, or with one for another address or of another signer, is refused', async () => {
  const build = storedBuild();
  const other = scriptLink('https://x', storedBuild({ capability: 'another' }));
  const good = await callWith(build, scriptLink('https://x', build));

  for (const [call, secret] of [
    [callOf(build, {}), outbox],
    [callOf(build, { authorization: 'Basic YTpi' }), outbox],
    [callOf(build, { authorization: 'Bearer a.b.c' }), outbox],
    [await callWith(build, other), outbox],
    [good, fixedSecret('another-secret-altogether')],
  ] as const)
    await rejects(requireDocs(secret, 'Authorization', call), { code: 'FORBIDDEN' });
});
