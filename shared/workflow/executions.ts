import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
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
  };
}

/** The executions of the stack's state machine. Call it at cold start. */
export function executionsFromEnv(): Executions {
  return executions(env('STATE_MACHINE_ARN'));
}

/** Reads the build from the input of its execution. */
export function parseRun(input: string): BuildRun {
  const { tenant, id, run } = JSON.parse(input) as BuildRun;
  return { tenant, id, run };
}
