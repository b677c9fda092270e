import { type ReadStack, readStack } from './template.ts';

export type State = {
  Type: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: { Condition: string; Next: string }[];
  TimeoutSeconds?: number;
  Arguments?: { FunctionName: string; Payload: unknown };
  Output?: unknown;
  Seconds?: unknown;
  Items?: string;
  ItemSelector?: object;
  MaxConcurrency?: number;
  Retry?: {
    ErrorEquals: string[];
    MaxAttempts: number;
    IntervalSeconds?: number;
    BackoffRate?: number;
    MaxDelaySeconds?: number;
    JitterStrategy: string;
  }[];
  Catch?: { ErrorEquals: string[]; Next: string; Output?: unknown }[];
  ItemProcessor?: { StartAt: string; States: Record<string, State> };
};
export type Machine = {
  StartAt: string;
  QueryLanguage: string;
  TimeoutSeconds: number;
  States: Record<string, State>;
};

/** The definition of the state machine of a stack. */
export function machineOf(read: ReadStack): Machine {
  const { DefinitionString } = read.one('AWS::StepFunctions::StateMachine').Properties;
  return JSON.parse(read.text(DefinitionString)) as Machine;
}

/** The states of a stack's state machine, also those that its map repeats, and its tasks by name. */
export function readMachine() {
  const stack = readStack();
  const machine = machineOf(stack);
  const map = machine.States['Copy results'] as State;
  const states: Record<string, State> = { ...machine.States, ...map.ItemProcessor?.States };
  const tasks = Object.entries(states).filter(([, { Type }]) => Type === 'Task');
  return { stack, machine, map, states, tasks };
}
