import { equal, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { claimPort, freePort } from '../../infra/local/port.ts';
import {
  cleanEnvironment,
  isAlive,
  run,
  startInBackground,
  stopProcess,
} from '../../infra/local/process.ts';

const NODE = process.execPath;

test('what we start sees nothing of our environment but PATH, HOME and what it is given', () => {
  process.env.AWS_PROFILE = 'production';

  const { PATH, HOME, ...others } = cleanEnvironment({ PORT: '1', ABSENT: undefined });

  equal(JSON.stringify(others), '{"PORT":"1"}');
  equal(PATH?.startsWith(dirname(NODE)), true);
  equal(HOME, process.env.HOME);
});

test('a command that fails is named, with the end of what it printed', async () => {
  const failing = run(NODE, ['-e', 'console.error("no room left"); process.exit(3)'], {});

  await rejects(failing, { message: /-e .* failed:\nno room left$/ });
});

test('a command is given up when it is told so', async () => {
  const running = run(NODE, ['-e', 'setInterval(() => {}, 1000)'], {
    signal: AbortSignal.timeout(100),
  });

  await rejects(running, { name: 'AbortError' });
});

test('a process in the background ends when its input closes, and its words are in its log', async (t) => {
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

test('a process that does not end by itself is ended', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'process-'));
  t.after(() => rm(folder, { recursive: true }));
  const log = join(folder, 'log.txt');
  const child = startInBackground(NODE, ['-e', 'setInterval(() => {}, 1000)'], { log });

  await stopProcess(child, 100);

  equal(child.signalCode, 'SIGKILL');
});

test('a taken port is named, with the variable that chooses another', async (t) => {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());

  await rejects(claimPort(port, 'GATEWAY_PORT', '127.0.0.1'), {
    message: `Port ${port} is taken: stop what listens there, or choose another with GATEWAY_PORT=<port>.`,
  });
});

test('a free port can be claimed and is free again afterwards', async () => {
  const port = await freePort();

  equal(await claimPort(port, 'GATEWAY_PORT', '127.0.0.1'), port);
  equal(await claimPort(port, 'GATEWAY_PORT', '127.0.0.1'), port);
});
