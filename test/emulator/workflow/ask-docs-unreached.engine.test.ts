import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SECRET_CALLS } from '../../../shared/aws.ts';
import { docsClient } from '../../../shared/docs/client.ts';
import { secretReader } from '../../../shared/secret.ts';
import { tryChangeBuild } from '../../../shared/storage/rows/change-build.ts';
import { askDocs } from '../../../shared/workflow/ask-docs.ts';
import { ago } from '../../support/builds.ts';
import { textScriptOf } from '../../support/docs/saving-script.ts';
import { localClient } from '../../support/local-client.ts';
import { serve } from '../../support/serve.ts';
import { slowScript, startedBuild } from '../../support/workflow/started-build.ts';

const MINUTE = 60_000;

test('a build waits while Docs is down, and Docs is asked for 35 s once it answers', async (t) => {
  const { ask, now, names, server, isHeld } = await startedBuild(t, { script: slowScript(500) });
  await server.down();

  const [first, second] = [await ask(), await ask(1)];
  deepEqual([first.state, first.waits, second.state, second.waits], ['running', 1, 'running', 2]);
  equal(await isHeld(), true);

  await server.up();
  deepEqual(await ask(2), { ...names, waits: 2, state: 'ended' });
  equal((await now()).status, 'succeeded');
});

test('a build that starts while Docs is down for 22 minutes runs once', async (t) => {
  const row = { startedAt: ago(22 * MINUTE) };
  const { ask, now, server, build } = await startedBuild(
    t,
    { script: textScriptOf('a.txt') },
    { row },
  );
  await server.down();
  await ask();

  await server.up();
  await ask(1);

  equal((await now()).status, 'succeeded');
  deepEqual(
    server.jobs().map(({ key }) => key),
    [build.run],
  );
});

test('a build that Docs had before an outage of 22 minutes keeps its key', async (t) => {
  const { ask, now, server, deps, build } = await startedBuild(t, {
    script: textScriptOf('a.txt'),
  });
  server.faults.add({ name: 'lose-task', times: 1 });
  equal((await ask(1)).state, 'running');
  await server.down();
  await ask(2);
  equal((await now()).docsUnreached, true);
  const set = { askedSince: ago(23 * MINUTE), unreachedSince: ago(22 * MINUTE) };
  await tryChangeBuild(deps.table, 'acme', build.id, { from: 'running', set });

  await server.up();
  equal((await ask(3)).state, 'running');

  const { docsKey, docsUnreached, askedSince = '' } = await now();
  deepEqual([docsKey, docsUnreached], [undefined, false]);
  const askedMs = Date.now() - Date.parse(askedSince);
  ok(askedMs >= MINUTE && askedMs < 2 * MINUTE, `${askedMs} ms`);
});

test('a build waits while Secrets Manager does not answer', async (t) => {
  const { deps, names, now, server } = await startedBuild(t, { script: textScriptOf('a.txt') });
  let isSilent = true;
  const endpoint = await serve(t, (_request, response) => {
    if (!isSilent) response.end(JSON.stringify({ SecretString: server.secrets.inbox }));
  });
  const client = localClient(SecretsManagerClient, { endpoint, requestHandler: SECRET_CALLS });
  const inbox = secretReader('docs/inbox', client);
  const docs = docsClient({ url: server.url, inbox });
  const ask = () => askDocs({ ...deps, docs }, { ...names, waits: 0 });

  equal((await ask()).state, 'running');
  deepEqual([(await now()).status, server.jobs().length], ['running', 0]);

  isSilent = false;
  equal((await ask()).state, 'ended');
  equal((await now()).status, 'succeeded');
});

test('a task that Docs lost is asked for under a second key after 21 minutes', async (t) => {
  const { ask, now, server, deps, build } = await startedBuild(t, {
    script: textScriptOf('a.txt'),
  });
  server.faults.add({ name: 'lose-task', times: 1 });
  equal((await ask(1)).state, 'running');
  const askedSince = ago(22 * MINUTE);
  await tryChangeBuild(deps.table, 'acme', build.id, { from: 'running', set: { askedSince } });

  equal((await ask(2)).state, 'running');
  equal((await now()).docsKey, `${build.run}-2`);
  ok(Date.now() - Date.parse((await now()).askedSince ?? '') < MINUTE);
  await ask();

  equal((await now()).status, 'succeeded');
  deepEqual(
    server.jobs().map(({ key }) => key),
    [`${build.run}-2`],
  );
});
