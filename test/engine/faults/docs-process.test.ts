import { equal, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { installEngine } from '../../../infra/local/docs-server/builder/engine.ts';
import { startDocsProcess } from '../../faults/world/docs-process.ts';
import { until } from '../../support/until.ts';

// The Docs of the harness is a process of its own, which uses the engine.
await installEngine();

const MODULE = new URL('../../faults/world/docs-process.ts', import.meta.url).href;
const SECRETS = { inbox: 'the-inbox-secret', outbox: 'the-outbox-secret' };

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'faults-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

test('the Docs of the harness ends when the process that started it is killed', async (t) => {
  const options = { folder: await folderOf(t), secrets: SECRETS, converters: 1 };
  const script = `const { startDocsProcess } = await import(${JSON.stringify(MODULE)});
    const { url } = await startDocsProcess(${JSON.stringify(options)});
    console.log(url);`;
  const starter = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface(starter.stdout), 'line')) as [string];
  equal(await answers(url), true);

  const ended = once(starter, 'exit');
  starter.kill('SIGKILL');
  await ended;

  await until(async () => !(await answers(url)), 30_000, 'the end of Docs');
});

test('the Docs of the harness is killed and started again at the same address', async (t) => {
  const docs = await startDocsProcess({
    folder: await folderOf(t),
    secrets: SECRETS,
    converters: 1,
  });
  t.after(() => docs.stop());

  await docs.kill();
  equal(await answers(docs.url), false);
  await docs.start();

  ok(await answers(docs.url));
});
