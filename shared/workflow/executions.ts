import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  type ListExecutionsCommandOutput,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { SHORT_CALLS } from '../aws.ts';
import { env } from '../env.ts';
import { nameOf } from '../errors.ts';
import type { BuildRun } from '../storage/rows/builds.ts';

/** `none`: no execution was started. */
export type ExecutionState = 'running' | 'closed' | 'none';

/** Executions of the state machine: one per build, named after its run. */
export type Executions = {
  /** Starts the build's execution. Starting it again, even after its end, does nothing. */
  start(build: BuildRun): Promise<void>;
  stateOf(run: string): Promise<ExecutionState>;
  /** The run names of all executions that run. An execution that just started or ended may be wrong in it. */
  running(): Promise<Set<string>>;
};

export function executions(
  stateMachineArn: string,
  client = new SFNClient({ requestHandler: SHORT_CALLS }),
): Executions {
  return {
    // The input contains only identifiers, so a repeated start sends the same input.
    async start({ tenant, id, run }) {
      const input = JSON.stringify({ tenant, id, run });
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name: run, input }));
      } catch (error) {
        if (nameOf(error) !== 'ExecutionAlreadyExists') throw error;
      }
    },

    async stateOf(run) {
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${run}`;
      try {
        const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
        return status === 'RUNNING' || status === 'PENDING_REDRIVE' ? 'running' : 'closed';
      } catch (error) {
        if (nameOf(error) === 'ExecutionDoesNotExist') return 'none';
        throw error;
      }
    },

    async running() {
      const runs = new Set<string>();
      let nextToken: string | undefined;
      do {
        const page: ListExecutionsCommandOutput = await client.send(
          new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', nextToken }),
        );
        for (const { name } of page.executions ?? []) if (name) runs.add(name);
        nextToken = page.nextToken;
      } while (nextToken);
      return runs;
    },
  };
}

/** The executions of the stack's state machine. Call it at cold start. */
export function executionsFromEnv(): Executions {
  return executions(env('STATE_MACHINE_ARN'));
}

/** What AWS services name the error of a call that exceeds a quota of the account. */
const THROTTLES = [
  'ThrottlingException',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
];

/** Whether AWS refused a call, and the SDK's own retries of it, because of a quota. */
export function isThrottled(error: unknown): boolean {
  return THROTTLES.includes(nameOf(error));
}

/** Reads the build from the input of its execution. */
export function parseRun(input: string): BuildRun {
  const { tenant, id, run } = JSON.parse(input) as BuildRun;
  return { tenant, id, run };
}
