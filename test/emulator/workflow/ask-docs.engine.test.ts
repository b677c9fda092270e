import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { putText, readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { copyResult } from '../../../shared/workflow/copying/copy-results.ts';
import { recordEnd } from '../../../shared/workflow/record-end.ts';
import { scriptOf, textScriptOf } from '../../support/docs/saving-script.ts';
import { until } from '../../support/until.ts';
import { slowScript, startedBuild } from '../../support/workflow/started-build.ts';

test('a short build ends in one invocation, with its file in the bucket', async (t) => {
  const { ask, now, names, isHeld, signals, sandbox } = await startedBuild(t, {
    script: textScriptOf('a.txt'),
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
  equal(signals.length, 0);
});

test('the start signal follows the answer of Docs if another build waits for the slot', async (t) => {
  const { ask, admitOther, signals } = await startedBuild(t, { script: textScriptOf('a.txt') });
  await admitOther();

  await ask();

  equal(signals.length, 1);
});

test('a longer build waits in the state machine and ends in a later invocation', async (t) => {
  const { ask, now, names, server } = await startedBuild(t, { script: slowScript(1200) });
  const later = await ask(1);

  equal(later.state, 'running');
  ok(later.state === 'running' && later.pauseSeconds >= 24 && later.pauseSeconds <= 36);
  equal(later.waits, 2);

  await until(() => server.jobs().every(({ state }) => state === 'ended'));
  deepEqual(await ask(2), { ...names, waits: 2, state: 'ended' });
  equal((await now()).status, 'succeeded');
  equal(server.jobs().length, 1);
});

test('Docs is not asked about a build that has ended', async (t) => {
  const { ask, now, names, server, deps, build } = await startedBuild(t, {
    script: textScriptOf('a.txt'),
  });
  await cancelBuild(deps, build);

  deepEqual(await ask(), { ...names, waits: 0, state: 'ended' });
  deepEqual(server.jobs(), []);
  equal((await now()).status, 'cancelled');
});

test('Docs is not asked again when its answer is stored, and the files are left to Copy results', async (t) => {
  const { ask, now, names, server, deps } = await startedBuild(t, {
    script: textScriptOf('a.txt'),
  });
  await ask();
  const answer = { files: ['a.txt'] };
  const again = await startedBuild(t, { script: textScriptOf('a.txt') }, { row: { answer } });

  deepEqual(await again.ask(), { ...again.names, waits: 0, state: 'done', files: ['a.txt'] });
  deepEqual(again.server.jobs(), []);
  equal((await now()).files?.length, 1);
  equal(server.jobs().length, 1);
  equal(await copyResult(deps, { ...names, name: 'a.txt' }).catch((e) => e.code), 'CONFLICT');
});

test('more than ten files are left to Copy results', async (t) => {
  const files = Array.from({ length: 11 }, (_, index) => `${index}.txt`);
  const { ask, now, names, deps, isHeld } = await startedBuild(t, { script: scriptOf(...files) });

  const step = await ask();
  equal(step.state, 'done');
  equal((await now()).status, 'running');
  equal(await isHeld(), false);
  const found = step.state === 'done' ? step.files : [];
  const copies = await Promise.all(found.map((name) => copyResult(deps, { ...names, name })));
  await recordEnd(deps, { ...names, files: copies });

  equal((await now()).status, 'succeeded');
  equal((await now()).files?.length, 11);
});

test('a build without a file fails although Docs reports success', async (t) => {
  const script = 'builder.CreateFile("docx"); builder.SaveFile("docx", "a.docx");\n';
  const { ask, now, isHeld } = await startedBuild(t, { script });

  equal((await ask()).state, 'ended');
  const { status, error, warnings } = await now();
  equal(error?.at?.line, 1);
  deepEqual(
    [status, error?.code, error?.detail],
    [
      'failed',
      'BUILD_EMPTY',
      'The script ended without saving a file. Docs ignores what follows builder.CreateFile(…) on its line: put it on a line of its own.',
    ],
  );
  deepEqual(
    warnings.map(({ code, line }) => [code, line]),
    [['LINE_SWALLOWED', 1]],
  );
  equal(await isHeld(), false);
});

test('a build that did not save a named file fails and keeps the files that it saved', async (t) => {
  const { ask, now } = await startedBuild(t, {
    script: textScriptOf('a.txt'),
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

test('a script reads its argument', async (t) => {
  const script = `builder.CreateFile("docx");
var doc = Api.GetDocument(); doc.GetElement(0).AddText("n=" + Argument.n + " é 😀");
builder.SaveFile("txt", "a.txt");
builder.CloseFile();
`;
  const { ask, now, sandbox } = await startedBuild(t, { script, argument: { n: 'Грüße' } });

  await ask();

  const [file] = (await now()).files ?? [];
  ok((await readText(sandbox.bucket, file?.key ?? ''))?.includes('n=Грüße é 😀'));
});

test('a build that version 0.1.0 started without fetching its URLs fails, and its slot is free', async (t) => {
  const row = { fetches: true };
  const { ask, now, names, isHeld } = await startedBuild(
    t,
    { script: textScriptOf('a.txt') },
    { row },
  );

  deepEqual(await ask(), { ...names, waits: 0, state: 'ended' });

  const { status, error } = await now();
  deepEqual([status, error?.code, error?.retryable], ['failed', 'SOURCE_DOWNLOAD', true]);
  equal(await isHeld(), false);
});

test('a build whose URLs the step of version 0.1.0 has fetched is built', async (t) => {
  const row = { fetches: true };
  const request = { script: textScriptOf('a.txt') };
  const { ask, now, sandbox, build } = await startedBuild(t, request, { row });
  await putText(sandbox.bucket, keys.fetchedMarker(build), 'fetched');

  await ask();

  equal((await now()).status, 'succeeded');
});
