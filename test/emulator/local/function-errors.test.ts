import { deepEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { authorization, createStack, emulators, inlineFunction } from '../../support/emulators.ts';

type FunctionAnswer = { errorType?: string; errorMessage?: string } | string;

/** A function that runs the JavaScript in its event, and a way to call it. */
async function deployed(t: TestContext) {
  const { start } = await emulators(t);
  const { endpoint } = await start();
  const code = 'exports.handler = async ({ run }) => eval(run);';
  await createStack(endpoint, 'running', inlineFunction(code, { FunctionName: 'runs' }));
  return async (run: string): Promise<FunctionAnswer> => {
    const answer = await fetch(`${endpoint}/2015-03-31/functions/runs/invocations`, {
      method: 'POST',
      headers: { authorization: authorization('lambda') },
      body: JSON.stringify({ run }),
    });
    return (await answer.json()) as FunctionAnswer;
  };
}

test('the emulator calls a function whose process ends before it answers Runtime.ExitError, as Lambda does', async (t) => {
  const call = await deployed(t);

  const killed = await call('process.kill(process.pid, "SIGKILL"); new Promise(() => {})');
  const exited = await call('process.exit(1)');
  const next = await call('"runs again"');

  const end = { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited without an answer' };
  deepEqual([killed, exited, next], [end, end, 'runs again']);
});

test('the emulator names an error that a function throws after the error, whatever its message', async (t) => {
  const call = await deployed(t);

  const thrown = await call('throw new RangeError("Worker process died")');

  deepEqual(thrown, { errorType: 'RangeError', errorMessage: 'Worker process died' });
});
