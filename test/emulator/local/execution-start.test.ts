import { ok } from 'node:assert/strict';
import { test } from 'node:test';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { freshMachine, sfn } from '../../support/aws/resources.ts';
import { until } from '../../support/until.ts';

/** How long the emulator sleeps before the first state of an execution, if it is not patched. */
const SLEEP_MS = 150;

/** Runs an execution whose only state waits for 0 seconds. @returns how long it took, in milliseconds */
async function executionMs(stateMachineArn: string): Promise<number> {
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  const describe = () => sfn.send(new DescribeExecutionCommand({ executionArn }));
  await until(async () => (await describe()).status === 'SUCCEEDED');
  const { startDate, stopDate } = await describe();
  return Number(stopDate) - Number(startDate);
}

test('the emulator runs the first state of an execution at once', async () => {
  const machine = await freshMachine(0);

  const took: number[] = [];
  for (let n = 0; n < 10; n++) took.push(await executionMs(machine));

  // On a busy machine most executions may take longer, but with the sleep every one of them does.
  ok(Math.min(...took) < SLEEP_MS, `${took}`);
});
