import { deepEqual } from 'node:assert/strict';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  type Engine,
  installEngine,
  retryConverter,
  runScript,
} from '../../infra/local/docs-server/builder/engine.ts';
import { docx } from '../support/scripts.ts';

const real = await installEngine();
const room = await mkdtemp(join(tmpdir(), 'engine-test-'));
after(() => rm(room, { recursive: true }));

/**
 * The real engine, but for a converter that ends by a signal in these of its runs, counted from 1.
 */
async function crashing(signal: string, runs: number[]): Promise<Engine> {
  const folder = await mkdtemp(join(room, 'engine-'));
  for (const name of await readdir(real.folder)) {
    const [from, to] = [join(real.folder, name), join(folder, name)];
    if (name === 'docbuilder' || name === 'x2t') await copyFile(from, to);
    else if (name !== 'x2t.real') await symlink(from, to);
  }
  const program = [
    '#!/bin/sh',
    `echo run >> ${folder}/runs`,
    `run=$(($(wc -l < ${folder}/runs)))`,
    `case " ${runs.join(' ')} " in *" $run "*) kill -${signal} $$ ;; esac`,
    `exec ${real.folder}/x2t.real "$@"`,
  ];
  await writeFile(join(folder, 'x2t.real'), program.join('\n'), { mode: 0o755 });
  return { folder };
}

/**
 * Has one docx made, for which the converter runs twice: to open the empty document, and to save
 * it.
 */
async function make(engine: Engine) {
  const work = await mkdtemp(join(room, 'run-'));
  const [script, outputs] = [join(work, 'a.docbuilder'), join(work, 'output')];
  await mkdir(outputs);
  await writeFile(script, docx('a letter'));
  const { outcome } = await runScript(engine, { script, outputs, work, timeoutMs: 60_000 });
  const runs = await readFile(join(engine.folder, 'runs'), 'utf8');
  return { outcome, runs: runs.split('\n').length - 1, files: await readdir(outputs) };
}

test('a converter that crashes at opening or at saving runs again', async () => {
  const end = await make(await crashing('SEGV', [1, 3]));

  deepEqual(end, { outcome: 'ok', runs: 4, files: ['letter.docx'] });
});

test('a crash that comes again is the end of the run, in the words of the engine', async () => {
  const atOpening = await make(await crashing('SEGV', [1, 2]));
  const atSaving = await make(await crashing('SEGV', [2, 3]));

  deepEqual(atOpening, { outcome: 'failed', runs: 2, files: [] });
  deepEqual(atSaving, { outcome: 'ok', runs: 3, files: [] });
});

test('a converter that ends otherwise is not run again', async () => {
  const end = await make(await crashing('ABRT', [1]));

  deepEqual(end, { outcome: 'failed', runs: 1, files: [] });
});

test('the converter is guarded once, however often the engine is made ready', async () => {
  const engine = await crashing('SEGV', []);
  await copyFile(join(real.folder, 'x2t.real'), join(engine.folder, 'x2t'));

  await retryConverter(engine);
  const guarded = await readFile(join(engine.folder, 'x2t'));
  await retryConverter(engine);

  deepEqual(guarded, await readFile(join(real.folder, 'x2t')));
  deepEqual(await readFile(join(engine.folder, 'x2t')), guarded);
  deepEqual(
    await readFile(join(engine.folder, 'x2t.real')),
    await readFile(join(real.folder, 'x2t.real')),
  );
});
