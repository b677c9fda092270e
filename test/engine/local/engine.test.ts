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
} from '../../../infra/local/docs-server/builder/engine.ts';
import { docx } from '../../support/docs/scripts.ts';

const real = await installEngine();
const folder = await mkdtemp(join(tmpdir(), 'engine-test-'));
after(() => rm(folder, { recursive: true }));

/** The real engine with a converter that ends by a signal in the given runs, counted from 1. */
async function crashing(signal: string, runs: number[]): Promise<Engine> {
  const copy = await mkdtemp(join(folder, 'engine-'));
  for (const name of await readdir(real.folder)) {
    const [from, to] = [join(real.folder, name), join(copy, name)];
    if (name === 'docbuilder' || name === 'x2t') await copyFile(from, to);
    else if (name !== 'x2t.real') await symlink(from, to);
  }
  const program = [
    '#!/bin/sh',
    `echo run >> ${copy}/runs`,
    `run=$(($(wc -l < ${copy}/runs)))`,
    `case " ${runs.join(' ')} " in *" $run "*) kill -${signal} $$ ;; esac`,
    `exec ${real.folder}/x2t.real "$@"`,
  ];
  await writeFile(join(copy, 'x2t.real'), program.join('\n'), { mode: 0o755 });
  return { folder: copy };
}

/** Makes one docx; the converter runs twice: to open the empty document and to save it. */
async function make(engine: Engine) {
  const work = await mkdtemp(join(folder, 'run-'));
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

test('a converter that crashes twice ends the run as the engine does', async () => {
  const atOpening = await make(await crashing('SEGV', [1, 2]));
  const atSaving = await make(await crashing('SEGV', [2, 3]));

  deepEqual(atOpening, { outcome: 'failed', runs: 2, files: [] });
  deepEqual(atSaving, { outcome: 'ok', runs: 3, files: [] });
});

test('a converter that ends by another signal does not run again', async () => {
  const end = await make(await crashing('ABRT', [1]));

  deepEqual(end, { outcome: 'failed', runs: 1, files: [] });
});

test('the converter is replaced once, even if the engine is prepared twice', async () => {
  const engine = await crashing('SEGV', []);
  await copyFile(join(real.folder, 'x2t.real'), join(engine.folder, 'x2t'));

  await retryConverter(engine);
  const replaced = await readFile(join(engine.folder, 'x2t'));
  await retryConverter(engine);

  deepEqual(replaced, await readFile(join(real.folder, 'x2t')));
  deepEqual(await readFile(join(engine.folder, 'x2t')), replaced);
  deepEqual(
    await readFile(join(engine.folder, 'x2t.real')),
    await readFile(join(real.folder, 'x2t.real')),
  );
});
