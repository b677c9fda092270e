import { deepEqual, equal, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DocsOptions } from '../../../infra/local/docs-server/server.ts';
import { SECRET_CALLS } from '../../../shared/aws.ts';
import type { BuildRequest } from '../../../shared/build/request.ts';
import { docsClient } from '../../../shared/docs/client.ts';
import { secretReader } from '../../../shared/secret.ts';
import { putText, readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { getBuild, type StoredBuild, tryChangeBuild } from '../../../shared/storage/rows/builds.ts';
import { readSlots } from '../../../shared/storage/rows/slots.ts';
import { admit } from '../../../shared/workflow/admit.ts';
import { type AskDeps, askDocs } from '../../../shared/workflow/ask-docs.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { copyResult } from '../../../shared/workflow/copy-results.ts';
import { recordEnd } from '../../../shared/workflow/record-end.ts';
import { startWaiting } from '../../../shared/workflow/start.ts';
import { crashEverywhere } from '../../support/aws/crash.ts';
import { ago } from '../../support/builds.ts';
import { embeddedDocs, scriptRoute } from '../../support/docs/embedded-docs.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { localClient } from '../../support/local-client.ts';
import { freshSandbox, through } from '../../support/sandbox.ts';
import { serve } from '../../support/serve.ts';
import { until } from '../../support/until.ts';

const MINUTE = 60_000;
/** Busy for so long, and then saves a file. */
const slowScript = (ms: number) =>
  scriptOf('a.txt').replace('\n', `\nvar end = Date.now() + ${ms}; while (Date.now() < end);\n`);

/** A whole workshop with a Docs, and one build in it that has just started. */
async function started(
  t: TestContext,
  request: BuildRequest,
  {
    docs: options = {},
    row = {},
  }: { docs?: Partial<DocsOptions>; row?: Partial<StoredBuild> } = {},
) {
  const sandbox = await freshSandbox();
  const { server, docs } = await embeddedDocs(t, options);
  const publicUrl = await scriptRoute(t, sandbox.table, sandbox.bucket);
  const signals: Date[] = [];
  const signalStart = async () => void signals.push(new Date());
  const { build } = await admit(sandbox.admissionDeps, request, {
    tenant: 'acme',
    origin: 'http',
    correlationId: 'c',
  });
  await startWaiting(sandbox.startDeps());
  if (Object.keys(row).length > 0)
    await tryChangeBuild(sandbox.table, 'acme', build.id, { from: 'running', set: row });
  const asking: AskDeps = {
    docs,
    table: sandbox.table,
    bucket: sandbox.bucket,
    signalStart,
    publicUrl,
    maxFileBytes: 1024 * 1024,
  };
  const names = { tenant: build.tenant, id: build.id, run: build.run };
  return {
    sandbox,
    server,
    asking,
    build,
    names,
    signals,
    ask: (waits = 0) => askDocs(asking, { ...names, waits }),
    now: async () => (await getBuild(sandbox.table, 'acme', build.id)) as StoredBuild,
    isHeld: async () => build.run in (await readSlots(sandbox.table)).holders,
    /** Asks in waits without the waits between, as the state machine does. */
    async loop() {
      let step = await askDocs(asking, { ...names, waits: 0 });
      while (step.state === 'running') step = await askDocs(asking, step);
      return step;
    },
  };
}

test('a short build ends in one question and answer, its file in the bucket', async (t) => {
  const { ask, now, names, isHeld, signals, sandbox } = await started(t, {
    script: scriptOf('a.txt'),
    outputs: { 'a.txt': 'x/a.txt' },
  });

  deepEqual(await ask(), { ...names, waits: 0, state: 'ended' });

  const build = await now();
  equal(build.status, 'succeeded');
  deepEqual(build.answer, { files: ['a.txt'] });
  deepEqual(
    build.files?.map(({ name, key }) => [name, key]),
    [['a.txt', 'results/acme/x/a.txt']],
  );
  ok((await readText(sandbox.bucket, 'results/acme/x/a.txt')) !== undefined);
  equal(await isHeld(), false);
  equal(signals.length, 1);
});

test('a longer build is left to the state machine and ends in a later waits', async (t) => {
  const { ask, now, names, server } = await started(t, { script: slowScript(1200) });
  const later = await ask(1);

  equal(later.state, 'running');
  ok(later.state === 'running' && later.pauseSeconds >= 8 && later.pauseSeconds <= 12);
  equal(later.waits, 2);

  await until(() => server.jobs().every(({ state }) => state === 'ended'));
  deepEqual(await ask(2), { ...names, waits: 2, state: 'ended' });
  equal((await now()).status, 'succeeded');
  equal(server.jobs().length, 1);
});

test('a build that has ended is asked about no more', async (t) => {
  const { ask, now, names, server, asking, build } = await started(t, {
    script: scriptOf('a.txt'),
  });
  await cancelBuild(asking.table, build);

  deepEqual(await ask(), { ...names, waits: 0, state: 'ended' });
  deepEqual(server.jobs(), []);
  equal((await now()).status, 'cancelled');
});

test('where an answer stands nothing is asked or copied, and the long way ends it', async (t) => {
  const { ask, now, names, server, asking } = await started(t, { script: scriptOf('a.txt') });
  await ask();
  const answer = { files: ['a.txt'] };
  const again = await started(t, { script: scriptOf('a.txt') }, { row: { answer } });

  deepEqual(await again.ask(), { ...again.names, waits: 0, state: 'done', files: ['a.txt'] });
  deepEqual(again.server.jobs(), []);
  equal((await now()).files?.length, 1);
  equal(server.jobs().length, 1);
  equal(await copyResult(asking, { ...names, name: 'a.txt' }).catch((e) => e.code), 'CONFLICT');
});

test('more files than ten go the long way, one by one', async (t) => {
  const files = Array.from({ length: 11 }, (_, index) => `${index}.txt`);
  const { ask, now, names, asking, isHeld } = await started(t, { script: scriptOf(...files) });

  const step = await ask();
  equal(step.state, 'done');
  equal((await now()).status, 'running');
  equal(await isHeld(), false);
  const found = step.state === 'done' ? step.files : [];
  const copies = await Promise.all(found.map((name) => copyResult(asking, { ...names, name })));
  await recordEnd(asking, { ...names, files: copies });

  equal((await now()).status, 'succeeded');
  equal((await now()).files?.length, 11);
});

test('a build without a file failed, whatever Docs said', async (t) => {
  const script = 'builder.CreateFile("docx"); builder.SaveFile("docx", "a.docx");\n';
  const { ask, now, isHeld } = await started(t, { script });

  equal((await ask()).state, 'ended');
  const { status, error, warnings } = await now();
  deepEqual(
    [status, error?.code, error?.detail],
    [
      'failed',
      'BUILD_EMPTY',
      'The script ended without saving a file. Docs ignored the rest of line 1.',
    ],
  );
  deepEqual(
    warnings.map(({ code, line }) => [code, line]),
    [['LINE_SWALLOWED', 1]],
  );
  equal(await isHeld(), false);
});

test('a named file that was not saved fails the build, what was saved is kept', async (t) => {
  const { ask, now } = await started(t, {
    script: scriptOf('a.txt'),
    outputs: { 'b.txt': 'b.txt' },
  });

  await ask();

  const { status, error, files } = await now();
  deepEqual([status, error?.code], ['failed', 'OUTPUT_MISSING']);
  deepEqual(
    files?.map(({ name }) => name),
    ['a.txt'],
  );
});

test('a script that fails is asked about twice, run once, and told with its line', async (t) => {
  const script = `${scriptOf('a.txt')}\nvar = 1;`;
  const { ask, now, server, isHeld } = await started(t, { script });

  await ask();

  const { status, error } = await now();
  equal(status, 'failed');
  deepEqual(error, {
    code: 'SCRIPT_FAILED',
    docsError: -3,
    retryable: false,
    detail: 'the script failed in Docs (error -3)',
    at: { line: 5, message: "SyntaxError: Unexpected token '='" },
  });
  equal(server.jobs().length, 1);
  equal(await isHeld(), false);
});

test('a converter that died is given one more run, under the second key', async (t) => {
  let died = 0;
  const real = await import('../../../infra/local/docs-server/builder/engine.ts');
  const engine = () => {
    if (died++ === 0) throw new Error('killed');
    return real.installEngine();
  };
  const { loop, now, server, build } = await started(
    t,
    { script: scriptOf('a.txt') },
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

test('a converter that dies again and again ends the build', async (t) => {
  const engine = () => Promise.reject(new Error('killed'));
  const { loop, now, server } = await started(
    t,
    { script: scriptOf('a.txt') },
    { docs: { engine } },
  );

  await loop();

  deepEqual([(await now()).status, (await now()).error?.code], ['failed', 'SCRIPT_FAILED']);
  equal(server.jobs().filter(({ url }) => url).length, 2);
});

test('a script that Docs killed for its time is not run again', async (t) => {
  const { loop, now, server, isHeld } = await started(
    t,
    { script: slowScript(60_000) },
    { docs: { scriptTimeoutMs: 300 } },
  );

  await loop();

  deepEqual([(await now()).error?.code, (await now()).error?.docsError], ['BUILD_TIMEOUT', -2]);
  equal(server.jobs().length, 1);
  equal(await isHeld(), false);
});

test('a build that waited too long under both keys means that Docs is overloaded', async (t) => {
  const row = { docsKey: 'second', askedSince: ago(16 * MINUTE) };
  const { ask, now, server } = await started(t, { script: scriptOf('a.txt') }, { row });
  server.faults.add({ name: 'error', error: -2 });

  await ask(1);

  deepEqual([(await now()).error?.code, (await now()).error?.docsError], ['DOCS_OVERLOADED', -2]);
});

test('a build that was given up in the queue of Docs is asked for under the second key', async (t) => {
  const { ask, now, server, build } = await started(t, { script: slowScript(500) });
  server.faults.add({ name: 'error', error: -2, times: 1 });

  equal((await ask(1)).state, 'running');

  equal((await now()).docsKey, `${build.run}-2`);
  ok((await now()).askedSince);
});

test('a script that Docs could not fetch is not asked for again', async (t) => {
  const { loop, now, server } = await started(t, { script: scriptOf('a.txt') });
  server.faults.add({ name: 'error', error: -4, times: 1 });

  await loop();

  deepEqual([(await now()).error?.code, (await now()).error?.docsError], ['SOURCE_DOWNLOAD', -4]);
});

test('a fault inside of Docs passes in two more questions, or ends the build', async (t) => {
  const passing = await started(t, { script: scriptOf('a.txt') });
  passing.server.faults.add({ name: 'error', error: -1, times: 2 });
  await passing.ask();
  equal((await passing.now()).status, 'succeeded');

  const lasting = await started(t, { script: scriptOf('a.txt') });
  lasting.server.faults.add({ name: 'error', error: -1 });
  await lasting.ask();
  deepEqual(
    [(await lasting.now()).error?.code, (await lasting.now()).error?.docsError],
    ['DOCS_INTERNAL', -1],
  );
});

for (const name of ['html', 'cut-json'] as const)
  test(`an answer that is none (${name}) is asked for once more, or ends the build`, async (t) => {
    const passing = await started(t, { script: scriptOf('a.txt') });
    passing.server.faults.add({ name, on: 'builder', times: 1 });
    await passing.ask();
    equal((await passing.now()).status, 'succeeded');

    const lasting = await started(t, { script: scriptOf('a.txt') });
    lasting.server.faults.add({ name, on: 'builder' });
    await lasting.ask();
    equal((await lasting.now()).error?.code, 'DOCS_PROTOCOL');
    equal(await lasting.isHeld(), true, 'what Docs still does, only the sweep can tell');
  });

test('a Docs older than 7.3 is named as such', async (t) => {
  const { ask, now, server } = await started(t, { script: scriptOf('a.txt') });
  server.faults.add({ name: 'other-key' });

  await ask();

  ok((await now()).error?.detail.includes('older than 7.3'));
});

test('a Docs that asks for a pause is given it', async (t) => {
  const { ask, server, now } = await started(t, { script: scriptOf('a.txt') });
  server.faults.add({ name: 'status', on: 'builder', status: 429, retryAfter: '42', times: 1 });

  const step = await ask();

  ok(step.state === 'running' && step.pauseSeconds === 42);
  equal((await now()).status, 'running');
  equal((await ask(1)).state, 'ended');
  equal(server.faults.list().length, 0);
});

test('a Docs that is down is waited for, and asked as patiently as at first when it is back', async (t) => {
  const { ask, now, names, server, isHeld } = await started(t, { script: slowScript(500) });
  await server.down();

  const [first, second] = [await ask(), await ask(1)];
  deepEqual([first.state, first.waits, second.state, second.waits], ['running', 1, 'running', 2]);
  equal(await isHeld(), true);

  await server.up();
  deepEqual(await ask(2), { ...names, waits: 2, state: 'ended' });
  equal((await now()).status, 'succeeded');
});

test('a Docs that was down for 22 minutes has lost nothing, and runs the script once', async (t) => {
  const row = { startedAt: ago(22 * MINUTE) };
  const { ask, now, server, build } = await started(t, { script: scriptOf('a.txt') }, { row });
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

test('a Docs that goes down with a build is asked once in each waits when it is back', async (t) => {
  const { ask, now, server } = await started(t, { script: slowScript(1500) });
  equal((await ask(1)).state, 'running');
  server.faults.add({ name: 'status', on: 'builder', status: 503, times: 2 });
  equal((await ask(2)).state, 'running');

  equal((await ask(3)).state, 'running');
  equal((await now()).askedSince, undefined);
});

test('a Secrets Manager that is silent is waited for like a Docs that is down', async (t) => {
  const { asking, names, now, server } = await started(t, { script: scriptOf('a.txt') });
  let isSilent = true;
  const endpoint = await serve(t, (_request, response) => {
    if (!isSilent) response.end(JSON.stringify({ SecretString: server.secrets.inbox }));
  });
  const client = localClient(SecretsManagerClient, { endpoint, requestHandler: SECRET_CALLS });
  const inbox = secretReader('docs/inbox', client);
  const docs = docsClient({ url: server.url, inbox });
  const ask = () => askDocs({ ...asking, docs }, { ...names, waits: 0 });

  equal((await ask()).state, 'running');
  deepEqual([(await now()).status, server.jobs().length], ['running', 0]);

  isSilent = false;
  equal((await ask()).state, 'ended');
  equal((await now()).status, 'succeeded');
});

test('a Docs that is down until the deadline ends the build there', async (t) => {
  const row = { deadline: ago(1000) };
  const { ask, now, server } = await started(t, { script: scriptOf('a.txt') }, { row });
  await server.down();

  await ask(5);

  deepEqual([(await now()).status, (await now()).error?.code], ['failed', 'DOCS_UNAVAILABLE']);
});

test('a build that Docs still works on at the deadline ends there', async (t) => {
  const row = { deadline: ago(1000) };
  const { ask, now, isHeld } = await started(t, { script: slowScript(500) }, { row });

  await ask(5);

  deepEqual([(await now()).status, (await now()).error?.code], ['failed', 'BUILD_TIMEOUT']);
  equal(await isHeld(), true, 'Docs is at it still');
});

test('no pause outlasts the deadline', async (t) => {
  const row = { deadline: new Date(Date.now() + 3000).toISOString() };
  const { ask } = await started(t, { script: slowScript(500) }, { row });

  const step = await ask(5);

  ok(step.state === 'running' && step.pauseSeconds <= 4);
});

test('a task that Docs lost is asked for under a second key after 21 minutes', async (t) => {
  const { ask, now, server, asking, build } = await started(t, { script: scriptOf('a.txt') });
  server.faults.add({ name: 'lose-task', times: 1 });
  equal((await ask(1)).state, 'running');
  const askedSince = ago(22 * MINUTE);
  await tryChangeBuild(asking.table, 'acme', build.id, { from: 'running', set: { askedSince } });

  equal((await ask(2)).state, 'running');
  equal((await now()).docsKey, `${build.run}-2`);
  ok(Date.now() - Date.parse((await now()).askedSince ?? '') < 5000);
  await ask();

  equal((await now()).status, 'succeeded');
  deepEqual(
    server.jobs().map(({ key }) => key),
    [`${build.run}-2`],
  );
});

test('a task that Docs lost twice means that Docs is overloaded', async (t) => {
  const { ask, now, server, asking, build } = await started(t, { script: scriptOf('a.txt') });
  server.faults.add({ name: 'lose-task' });
  const set = { docsKey: `${build.run}-2`, askedSince: ago(22 * MINUTE) };
  await tryChangeBuild(asking.table, 'acme', build.id, { from: 'running', set });

  await ask(9);

  equal((await now()).error?.code, 'DOCS_OVERLOADED');
});

test('a token that Docs refuses at the first question ends the build and frees its slot', async (t) => {
  const { ask, now, server, isHeld } = await started(t, { script: scriptOf('a.txt') });
  server.secrets.inbox = 'another-secret-that-we-do-not-know';

  await ask();

  deepEqual([(await now()).error?.code, (await now()).error?.docsError], ['DOCS_AUTH', -8]);
  equal(await isHeld(), false);
});

test('an argument reaches the script, and nothing goes wrong without one', async (t) => {
  const script = `builder.CreateFile("docx");
var doc = Api.GetDocument(); doc.GetElement(0).AddText("n=" + Argument.n + " é 😀");
builder.SaveFile("txt", "a.txt");
builder.CloseFile();
`;
  const { ask, now, sandbox } = await started(t, { script, argument: { n: 'Грüße' } });

  await ask();

  const [file] = (await now()).files ?? [];
  ok((await readText(sandbox.bucket, file?.key ?? ''))?.includes('n=Грüße é 😀'));
});

test('a script by URL is fetched before Docs is asked, and warned of when it was read', async (t) => {
  const { ask, now, names, sandbox, build } = await started(t, { url: 'https://a.example/x' });

  deepEqual(await ask(), { ...names, waits: 0, state: 'unstaged' });

  const script = `${scriptOf('a.txt')}builder.CreateFile("docx"); x\n`;
  await putText(sandbox.bucket, keys.stagedScript(build), script);
  await putText(sandbox.bucket, keys.stagedMark(build), 'fetched');
  await ask();
  deepEqual([(await now()).status, (await now()).warnings[0]?.line], ['succeeded', 4]);
});

test('a cancel while Docs is asked wins: nothing is kept, and the slot is free once Docs is done', async (t) => {
  const { ask, now, asking, build, server, isHeld, signals } = await started(t, {
    script: slowScript(700),
  });
  const asked = ask();
  await until(() => server.inFlight() === 1);
  await cancelBuild(asking.table, build);
  const heldMeanwhile = await isHeld();

  equal((await asked).state, 'ended');

  deepEqual([(await now()).status, (await now()).files], ['cancelled', undefined]);
  deepEqual([heldMeanwhile, await isHeld(), signals.length > 0], [true, false, true]);
});

test('two that ask at once end the build once', async (t) => {
  const { ask, now, server, loop, names, asking } = await started(t, { script: scriptOf('a.txt') });

  const [one, two] = await Promise.all([ask(), ask()]);
  for (const step of [one, two])
    if (step.state === 'done') {
      const files = await Promise.all(
        step.files.map((name) => copyResult(asking, { ...names, name }).catch(() => null)),
      );
      await recordEnd(asking, { ...names, files: files.filter((file) => file !== null) });
    }

  equal((await loop()).state, 'ended');
  equal((await now()).status, 'succeeded');
  equal((await now()).files?.length, 1);
  equal(server.jobs().length, 1);
});

test('an asking that dies at any point is finished by the next one, from one run of the script', async (t) => {
  type World = Awaited<ReturnType<typeof started>>;
  const steps = await crashEverywhere<World>(
    () => started(t, { script: scriptOf('a.txt') }),
    ({ asking, sandbox, names }, clients) => {
      const { table, bucket, signalStart } = through(sandbox, clients);
      return askDocs({ ...asking, table, bucket, signalStart }, { ...names, waits: 0 });
    },
    async ({ loop, now, asking, names, server, isHeld }, where) => {
      const step = await loop();
      if (step.state === 'done') {
        const [name = ''] = step.files;
        await recordEnd(asking, {
          ...names,
          files: [await copyResult(asking, { ...names, name })],
        });
      }
      const build = await now();
      equal(build.status, 'succeeded', where);
      deepEqual(
        build.files?.map(({ name }) => name),
        ['a.txt'],
        where,
      );
      equal(server.jobs().length, 1, where);
      equal(await isHeld(), false, where);
    },
  );
  ok(steps >= 4, `${steps} requests`);
});
