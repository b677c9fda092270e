import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { readMachine, type State } from '../../support/aws/state-machine.ts';

const BUILD = {
  tenant: '{% $states.context.Execution.Input.tenant %}',
  id: '{% $states.context.Execution.Input.id %}',
  run: '{% $states.context.Execution.Input.run %}',
};

const { stack, machine, map, states, tasks } = readMachine();

function nextOf(name: string): string | undefined {
  return states[name]?.Next;
}

/** The path of a step's function, as the state names it. */
function functionOf(state: State): string {
  return String(state.Arguments?.FunctionName).replace(/\.Arn$/, '');
}

test('an execution first asks Docs, and the answer decides the next step', () => {
  equal(machine.QueryLanguage, 'JSONata');
  equal(machine.StartAt, 'Ask Docs');
  equal(nextOf('Ask Docs'), 'Ended?');
  deepEqual(
    states['Ended?']?.Choices?.map(({ Condition, Next }) => [Condition, Next]),
    [
      ["{% $states.input.state = 'ended' %}", 'Build ended'],
      ["{% $states.input.state = 'done' %}", 'Copy results'],
    ],
  );
  equal(states['Ended?']?.Default, 'Wait before asking again');
  equal(nextOf('Wait before asking again'), 'Ask Docs');
  equal(nextOf('Copy results'), 'Record');
  equal(nextOf('Record'), 'Build ended');
  equal(nextOf('Record failure'), 'Build ended');
  equal(states['Build ended']?.Type, 'Succeed');
});

test('each step receives its build and only what else it needs', () => {
  const payloads = Object.fromEntries(tasks.map(([name, task]) => [name, task.Arguments?.Payload]));

  deepEqual(payloads, {
    'Ask Docs': { ...BUILD, waits: '{% $exists($states.input.waits) ? $states.input.waits : 0 %}' },
    'Copy result': { ...BUILD, name: '{% $states.input.name %}' },
    Record: { ...BUILD, files: '{% $states.input %}' },
    'Record failure': {
      ...BUILD,
      error: '{% $states.input.Error %}',
      cause: "{% $exists($states.input.Cause) ? $states.input.Cause : '' %}",
    },
  });
});

test('the wait is as long as the step returned', () => {
  equal(states['Wait before asking again']?.Seconds, '{% $states.input.pauseSeconds %}');
});

test('files are copied in parallel, at most four at a time', () => {
  equal(map.Items, '{% $states.input.files %}');
  deepEqual(map.ItemSelector, { name: '{% $states.context.Map.Item.Value %}' });
  equal(map.MaxConcurrency, 4);
});

test('every task has a timeout, which is longer than that of its function', () => {
  equal(tasks.length, 4);
  for (const [name, task] of tasks) {
    const { Timeout } = stack.one('AWS::Lambda::Function', functionOf(task)).Properties;
    equal(task.TimeoutSeconds, Timeout + 10, name);
  }
});

test('every step or its map has a Catch that leads to Record failure', () => {
  const catching = [...Object.entries(machine.States)].filter(([, { Catch }]) => Catch);

  deepEqual(catching.map(([name]) => name).sort(), ['Ask Docs', 'Copy results', 'Record']);
  for (const [, { Catch = [] }] of catching) {
    deepEqual(
      Catch.map(({ ErrorEquals, Next }) => [ErrorEquals, Next]),
      [[['States.ALL'], 'Record failure']],
    );
  }
});
