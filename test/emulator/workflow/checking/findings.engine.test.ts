import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { putText } from '../../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../../shared/storage/objects/keys.ts';
import { askDocs } from '../../../../shared/workflow/ask-docs.ts';
import { scriptOf } from '../../../support/docs/saving-script.ts';
import { slowScript, startedBuild } from '../../../support/workflow/started-build.ts';

const inDocument = (code: string) => scriptOf('a.txt').replace('\n', `\n${code}\n`);

test('a script whose mistake can be read off it fails with that reason, and is not run again', async (t) => {
  const script = inDocument('if (Argument.a) {\nbuilder.CloseFile();\n}');
  const { deps, names, now, server } = await startedBuild(t, { script });

  await askDocs({ ...deps, diagnoses: true }, { ...names, waits: 0 });

  const { error, warnings } = await now();
  deepEqual([error?.code, error?.docsError, error?.at?.line], ['SCRIPT_FAILED', -3, 3]);
  deepEqual(
    [warnings[0]?.code, warnings[0]?.detail, error?.detail],
    ['BLOCK_CUT', error?.at?.message, error?.at?.message],
  );
  equal(server.jobs().length, 1);
});

test('a script that fails at an unknown name has the nearest one in its detail', async (t) => {
  const { deps, names, now } = await startedBuild(t, {
    script: inDocument('Api.CreateParagrap();'),
  });

  await askDocs({ ...deps, diagnoses: true }, { ...names, waits: 0 });

  const { error, warnings } = await now();
  deepEqual(error?.at, {
    line: 2,
    column: 5,
    message: 'TypeError: Api.CreateParagrap is not a function',
  });
  equal(error?.detail, 'Api of docx has no CreateParagrap; CreateParagraph is near.');
  deepEqual(
    warnings.map(({ code, line, column }) => [code, line, column]),
    [['METHOD_UNKNOWN', 2, 5]],
  );
});

test('without a second run, a script fails at the unknown name that can be read off it', async (t) => {
  const { ask, now, server } = await startedBuild(t, {
    script: inDocument('Api.CreateParagrap();'),
  });

  await ask();

  const { error } = await now();
  deepEqual([error?.at?.line, error?.at?.column], [2, 5]);
  equal(error?.detail, 'Api of docx has no CreateParagrap; CreateParagraph is near.');
  equal(server.jobs().length, 1);
});

test('a build has the warnings of its script while Docs still runs it', async (t) => {
  const script = slowScript(1200).replace('builder.CloseFile();', 'builder.CloseFile(); x();');
  const { ask, now, loop } = await startedBuild(t, { script, argument: 0 });

  equal((await ask(1)).state, 'running');
  deepEqual(
    (await now()).warnings.map(({ code }) => code),
    ['ARGUMENT_EMPTY'],
  );
  await loop();

  const { status, warnings } = await now();
  equal(status, 'succeeded');
  deepEqual(
    warnings.map(({ code, line }) => [code, line]),
    [
      ['LINE_SWALLOWED', 4],
      ['ARGUMENT_EMPTY', null],
    ],
  );
});

test('a script of more than 512 KiB, also from a URL, is built and not checked', async (t) => {
  const { ask, now, sandbox, build } = await startedBuild(t, { url: 'https://a.example/x' });
  const script = `${scriptOf('a.txt')}// ${'x'.repeat(512 * 1024)}\n`;
  await putText(sandbox.bucket, keys.stagedScript(build), script);

  await ask();

  const { status, warnings } = await now();
  equal(status, 'succeeded');
  deepEqual(warnings, [
    {
      code: 'CHECK_SKIPPED',
      line: null,
      column: null,
      detail: 'A script of more than 512 KiB is not checked.',
    },
  ]);
});
