import { equal, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { claimPort, freePort } from '../../../infra/local/port.ts';
import {
  cleanEnvironment,
  isAlive,
  run,
  startInBackground,
  stopProcess,
} from '../../../infra/local/process.ts';

const NODE = process.execPath;

test('a process that we start sees only PATH, HOME and the given variables', () => {
  process.env.AWS_PROFILE = 'production';

  const { PATH, HOME, ...others } = cleanEnvironment({ PORT: '1', ABSENT: undefined });

  equal(JSON.stringify(others), '{"PORT":"1"}');
  equal(PATH?.startsWith(dirname(NODE)), true);
  equal(HOME, process.env.HOME);
});

test('the error of a failed command has the command and the end of its output', async () => {
  const failing = run(NODE, ['-e', 'console.error("no space left"); process.exit(3)'], {});

  await rejects(failing, { message: /-e .* failed:\nno space left$/ });
});

test('an abort signal ends a running command', async () => {
  const running = run(NODE, ['-e', 'setInterval(() => {}, 1000)'], {
    signal: AbortSignal.timeout(100),
  });

  await rejects(running, { name: 'AbortError' });
});

test('a process in the background ends when its input closes, and its log has its output', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'process-'));
  t.after(() => rm(folder, { recursive: true }));
  const log = join(folder, 'log.txt');
  const script = 'process.stdin.resume().on("end", () => console.log("ended"))';
  const child = startInBackground(NODE, ['-e', script], { log });
  equal(isAlive(child), true);

  await stopProcess(child);

  equal(child.exitCode, 0);
  equal(isAlive(child), false);
  equal(await readFile(log, 'utf8'), 'ended\n');
});

test('a process that does not end when its input closes is killed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'process-'));
  t.after(() => rm(folder, { recursive: true }));
  const log = join(folder, 'log.txt');
  const child = startInBackground(NODE, ['-e', 'setInterval(() => {}, 1000)'], { log });

  await stopProcess(child, 100);

  equal(child.signalCode, 'SIGKILL');
});

test('the error about a port in use names the variable that sets another', async (t) => {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());

  await rejects(claimPort(port, 'GATEWAY_PORT', '127.0.0.1'), {
    message: `Port ${port} is in use: stop the process that listens on it, or choose another port with GATEWAY_PORT=<port>.`,
  });
});

test('a free port passes the check and is still free after it', async () => {
  const port = await freePort();

  equal(await claimPort(port, 'GATEWAY_PORT', '127.0.0.1'), port);
  equal(await claimPort(port, 'GATEWAY_PORT', '127.0.0.1'), port);
});
