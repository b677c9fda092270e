import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { DescribeExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { type Executions, executions, parseRun } from '../../../shared/workflow/executions.ts';
import { freshMachine, sfn } from '../../support/aws/resources.ts';

let machine: string;
let runs: Executions;
before(async () => {
  machine = await freshMachine(600);
  runs = executions(machine);
});

const arnOf = (run: string) => `${machine.replace(':stateMachine:', ':execution:')}:${run}`;

test('an execution is named after its run, and its input has only names', async () => {
  const build = { tenant: 'acme', id: 'ID', run: 'run-1', capability: 'secret' };

  await runs.start(build);

  const { input, status } = await sfn.send(
    new DescribeExecutionCommand({ executionArn: arnOf('run-1') }),
  );
  equal(status, 'RUNNING');
  deepEqual(JSON.parse(input ?? ''), { tenant: 'acme', id: 'ID', run: 'run-1' });
  deepEqual(parseRun(input ?? ''), { tenant: 'acme', id: 'ID', run: 'run-1' });
});

test('a repeated start, at once or after the end, starts no second execution', async () => {
  const build = { tenant: 'acme', id: 'ID', run: 'run-2' };

  await Promise.all([1, 2, 3].map(() => runs.start(build)));
  await sfn.send(new StopExecutionCommand({ executionArn: arnOf('run-2') }));
  await runs.start(build);

  equal(await runs.stateOf('run-2'), 'closed');
});

test('an execution that runs and one that was never started have different states', async () => {
  await runs.start({ tenant: 'acme', id: 'ID', run: 'run-3' });

  equal(await runs.stateOf('run-3'), 'running');
  equal(await runs.stateOf('run-never'), 'none');
});

test('the executions that run are listed by run name, over several pages', async () => {
  const own = await freshMachine(600);
  const ownRuns = executions(own);
  const names = Array.from({ length: 105 }, (_, n) => `run-${n}`);
  await Promise.all(names.map((run) => ownRuns.start({ tenant: 'acme', id: 'ID', run })));
  const executionArn = `${own.replace(':stateMachine:', ':execution:')}:run-7`;
  await sfn.send(new StopExecutionCommand({ executionArn }));

  const running = await ownRuns.running();

  deepEqual([...running].sort(), names.filter((name) => name !== 'run-7').sort());
});

test('the start on a state machine that does not exist fails', async () => {
  const nowhere = executions(machine.replace(/[^:]+$/, 'nowhere'));

  await rejects(nowhere.start({ tenant: 'a', id: 'b', run: 'c' }), {
    name: 'StateMachineDoesNotExist',
  });
});
