import { deepEqual, equal, rejects } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { becomeSole } from '../../infra/local/single-instance.ts';
import { serve } from '../serve.ts';

const GATEWAY = 'http://127.0.0.1:4666';

async function freshFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sole-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** Another process that runs in a folder until it is ended by force. */
async function other(t: TestContext, folder: string) {
  const sole = JSON.stringify(import.meta.resolve('../../infra/local/single-instance.ts'));
  const script = `const { becomeSole } = await import(${sole});
    await becomeSole(${JSON.stringify(folder)}, '${GATEWAY}');
    process.stdin.resume();
    console.log('runs');`;
  const args = ['--input-type=module', '-e', script];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  t.after(kill);
  await once(child.stdout, 'data');
  return { pid: child.pid, halt: () => child.kill('SIGSTOP'), kill };
}

const refusal = (pid?: number) => ({
  message: `npm start already runs in this folder (process ${pid}, ${GATEWAY}): stop it, or start in another clone.`,
});

test('whoever comes second is told who runs in the folder, and can come once that one has ended', async (t) => {
  const folder = await freshFolder(t);
  const leave = await becomeSole(folder, GATEWAY);

  await rejects(becomeSole(folder, 'http://127.0.0.1:5666'), refusal(process.pid));
  await leave();
  await (await becomeSole(folder, GATEWAY))();

  deepEqual(await readdir(folder), []);
});

test('of two who come at once one is told of the other', async (t) => {
  const folder = await freshFolder(t);

  const come = await Promise.allSettled([becomeSole(folder, GATEWAY), becomeSole(folder, GATEWAY)]);

  deepEqual(come.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

test('a process that was ended by force hinders nobody', async (t) => {
  const folder = await freshFolder(t);
  const { pid, kill } = await other(t, folder);

  await rejects(becomeSole(folder, GATEWAY), refusal(pid));
  await kill();
  await becomeSole(folder, GATEWAY);

  equal(JSON.parse(await readFile(join(folder, 'running.json'), 'utf8')).pid, process.pid);
});

test('a process that was halted still runs', async (t) => {
  const folder = await freshFolder(t);
  const { pid, halt } = await other(t, folder);

  halt();

  await rejects(becomeSole(folder, GATEWAY), refusal(pid));
});

for (const [what, answer] of [
  ['another notice', JSON.stringify({ pid: 1, gateway: GATEWAY, door: 'http://127.0.0.1:1/' })],
  ['a page', '<html>Welcome</html>'],
] as const) {
  test(`a dead process is not taken for one that listens at its port and answers ${what}`, async (t) => {
    const folder = await freshFolder(t);
    const door = await serve(t, (_request, response) => response.end(answer));
    const left = JSON.stringify({ pid: process.pid, gateway: GATEWAY, door });
    await writeFile(join(folder, 'running.json'), left);

    await becomeSole(folder, GATEWAY);
  });
}

test('a notice that was cut off hinders nobody', async (t) => {
  const folder = await freshFolder(t);
  await writeFile(join(folder, 'running.json'), '{"pid":');

  await becomeSole(folder, GATEWAY);
});
