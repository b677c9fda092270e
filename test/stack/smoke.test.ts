import { deepEqual, equal, match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { stack } from '../support/stack/stack.ts';

const { token } = await stack();

/** Runs the smoke test as an operator does. */
function smoke(args: string[]): Promise<{ code: number; lines: string[] }> {
  return new Promise((resolve) => {
    const command = ['infra/smoke/smoke.ts', '--stack', 'DocsGateway', ...args];
    execFile(process.execPath, command, (error, stdout) => {
      resolve({ code: Number(error?.code ?? 0), lines: stdout.trim().split('\n') });
    });
  });
}

const outcomesOf = (lines: string[]) =>
  Object.fromEntries(lines.map((line) => line.split(/ {2,}/).slice(0, 2)));

test('the smoke test of a healthy stack finds nothing wrong', async () => {
  const { code, lines } = await smoke(['--token', token]);

  deepEqual(outcomesOf(lines), {
    health: 'ok',
    'build by HTTP': 'ok',
    'build by SQS': 'ok',
    'build by S3': 'ok',
    'build by EventBridge': 'ok',
    'check of a script': 'ok',
    command: 'ok',
    alarms: 'ok',
  });
  match(String(lines[1]), /Build Succeeded after [\d.]+ s: results\/default\/\w+\/smoke\.docx$/);
  equal(code, 0);
});

test('the smoke test fails with a token that the API refuses, and says so', async () => {
  const { code, lines } = await smoke(['--token', 'not-a-token']);

  const outcomes = outcomesOf(lines);
  deepEqual([outcomes['build by HTTP'], outcomes['build by SQS']], ['failed', 'ok']);
  match(String(lines[1]), /401/);
  equal(code, 1);
});
