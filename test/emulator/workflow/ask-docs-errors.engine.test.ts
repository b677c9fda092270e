import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { ago } from '../../support/builds.ts';
import { scriptOf, textScriptOf } from '../../support/docs/saving-script.ts';
import { slowScript, startedBuild } from '../../support/workflow/started-build.ts';

test('a script that fails runs once, and its error names the line', async (t) => {
  const script = `${scriptOf('a.txt')}\nvar = 1;`;
  const { ask, now, server, isHeld } = await startedBuild(t, { script });

  await ask();

  const { status, error } = await now();
  equal(status, 'failed');
  deepEqual(error, {
    code: 'SCRIPT_FAILED',
    docsError: -3,
    retryable: false,
    detail: 'The script is not valid JavaScript.',
    at: { line: 5, column: 5, message: "SyntaxError: Unexpected token '='" },
  });
  equal(server.jobs().length, 1);
  equal(await isHeld(), false);
});

test('a script whose converter died runs once more, under the second key', async (t) => {
  let died = 0;
  const real = await import('../../../infra/local/docs-server/builder/engine.ts');
  const engine = () => {
    if (died++ === 0) throw new Error('killed');
    return real.installEngine();
  };
  const { loop, now, server, build } = await startedBuild(
    t,
    { script: textScriptOf('a.txt') },
    { docs: { engine } },
  );

  equal((await loop()).state, 'ended');

  equal((await now()).status, 'succeeded');
  deepEqual(
    server.jobs().map(({ key, url, error }) => [key, url !== undefined, error]),
    [
      [build.run, true, -3],
      [build.run, false, -3],
      [`${build.run}-2`, true, 0],
    ],
  );
});

test('a script that Docs stopped for its time is not run again', async (t) => {
  const { loop, now, server, isHeld } = await startedBuild(
    t,
    { script: slowScript(60_000) },
    { docs: { scriptTimeoutMs: 300 } },
  );

  await loop();

  deepEqual([(await now()).error?.code, (await now()).error?.docsError], ['BUILD_TIMEOUT', -2]);
  equal(server.jobs().length, 1);
  equal(await isHeld(), false);
});

test('the error of a build names a Docs older than 7.3', async (t) => {
  const { ask, now, server } = await startedBuild(t, { script: textScriptOf('a.txt') });
  server.faults.add({ name: 'other-key' });

  await ask();

  ok((await now()).error?.detail.includes('older than 7.3'));
});

test('a build that Docs still works on fails at its deadline and keeps its slot', async (t) => {
  const row = { deadline: ago(1000) };
  const { ask, now, isHeld } = await startedBuild(t, { script: slowScript(500) }, { row });

  await ask(5);

  deepEqual([(await now()).status, (await now()).error?.code], ['failed', 'BUILD_TIMEOUT']);
  equal(await isHeld(), true, 'Docs is at it still');
});

test('a build whose first token Docs refuses fails and frees its slot', async (t) => {
  const { ask, now, server, isHeld } = await startedBuild(t, { script: textScriptOf('a.txt') });
  server.secrets.inbox = 'another-secret-that-we-do-not-know';

  await ask();

  deepEqual([(await now()).error?.code, (await now()).error?.docsError], ['DOCS_AUTH', -8]);
  equal(await isHeld(), false);
});

test('a build whose token Docs refuses keeps its slot if an earlier call may have started its script', async (t) => {
  const row = { askedSince: ago(1000) };
  const { ask, now, server, isHeld } = await startedBuild(
    t,
    { script: textScriptOf('a.txt') },
    { row },
  );
  server.secrets.inbox = 'another-secret-that-we-do-not-know';

  await ask();

  equal((await now()).error?.code, 'DOCS_AUTH');
  equal(await isHeld(), true);
});
