import { deepEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

const PROGRAM = `
const { openInspector } = await import('./infra/local/debug/inspector.ts');
process.once('SIGINT', () => {});
openInspector(0, true);
`;

test('Ctrl-C ends a process that waits for its debugger', { timeout: 30_000 }, async (t) => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stderr, 'data'); // it prints its address, and then waits

  child.kill('SIGINT');

  deepEqual(await once(child, 'exit'), [null, 'SIGINT']);
});
