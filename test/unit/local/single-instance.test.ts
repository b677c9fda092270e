import { deepEqual, equal, rejects } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { claimFolder } from '../../../infra/local/single-instance.ts';
import { serve } from '../../support/serve.ts';

const GATEWAY = 'http://127.0.0.1:4666';

async function freshFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'instance-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** Another process that uses a folder until it is killed. */
async function other(t: TestContext, folder: string) {
  const module = JSON.stringify(import.meta.resolve('../../../infra/local/single-instance.ts'));
  const script = `const { claimFolder } = await import(${module});
    await claimFolder(${JSON.stringify(folder)}, '${GATEWAY}');
    process.stdin.resume();
    console.log('running');`;
  const args = ['--input-type=module', '-e', script];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  t.after(kill);
  await once(child.stdout, 'data');
  return { pid: child.pid, suspend: () => child.kill('SIGSTOP'), kill };
}

const refusal = (pid?: number) => ({
  message: `npm start already runs in this folder (process ${pid}, ${GATEWAY}): stop it, or start in another clone.`,
});

test('a second start in a folder fails and names the first, and succeeds once the first has ended', async (t) => {
  const folder = await freshFolder(t);
  const release = await claimFolder(folder, GATEWAY);

  await rejects(claimFolder(folder, 'http://127.0.0.1:5666'), refusal(process.pid));
  await release();
  await (await claimFolder(folder, GATEWAY))();

  deepEqual(await readdir(folder), []);
});

test('of two starts in a folder at the same time one fails', async (t) => {
  const folder = await freshFolder(t);

  const starts = await Promise.allSettled([
    claimFolder(folder, GATEWAY),
    claimFolder(folder, GATEWAY),
  ]);

  deepEqual(starts.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

test('a start succeeds in the folder of a process that was killed', async (t) => {
  const folder = await freshFolder(t);
  const { pid, kill } = await other(t, folder);

  await rejects(claimFolder(folder, GATEWAY), refusal(pid));
  await kill();
  await claimFolder(folder, GATEWAY);

  equal(JSON.parse(await readFile(join(folder, 'running.json'), 'utf8')).pid, process.pid);
});

test('a start fails in the folder of a process that was suspended', async (t) => {
  const folder = await freshFolder(t);
  const { pid, suspend } = await other(t, folder);

  suspend();

  await rejects(claimFolder(folder, GATEWAY), refusal(pid));
});

for (const [what, answer] of [
  [
    'another record',
    JSON.stringify({ pid: 1, gateway: GATEWAY, statusUrl: 'http://127.0.0.1:1/' }),
  ],
  ['a page', '<html>Welcome</html>'],
] as const) {
  test(`a start succeeds if another server uses the port of a dead process and answers ${what}`, async (t) => {
    const folder = await freshFolder(t);
    const statusUrl = await serve(t, (_request, response) => response.end(answer));
    const left = JSON.stringify({ pid: process.pid, gateway: GATEWAY, statusUrl });
    await writeFile(join(folder, 'running.json'), left);

    await claimFolder(folder, GATEWAY);
  });
}

test('a start succeeds if the record of the process before is incomplete', async (t) => {
  const folder = await freshFolder(t);
  await writeFile(join(folder, 'running.json'), '{"pid":');

  await claimFolder(folder, GATEWAY);
});
