import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SHORT_CALLS } from '../aws.ts';
import { env } from '../env.ts';
import { nameOf } from '../errors.ts';
import type { BuildRun } from '../storage/rows/builds.ts';

/** One execution per build, named after its run. */
export type Executions = {
  start(build: BuildRun): Promise<void>;
  /** Whether an execution of the run works, has ended, or was never started. */
  stateOf(run: string): Promise<'running' | 'closed' | 'none'>;
};

export function executions(
  stateMachineArn: string,
  client = new SFNClient({ requestHandler: SHORT_CALLS }),
): Executions {
  return {
    /** The input is made from names alone, so that a second start asks for the very same. */
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

/** The executions of the stack's state machine; call it at cold start. */
export function executionsFromEnv(): Executions {
  return executions(env('STATE_MACHINE_ARN'));
}

/** The build behind an execution's ARN, given its input. */
export function parseRun(input: string): BuildRun {
  const { tenant, id, run } = JSON.parse(input) as BuildRun;
  return { tenant, id, run };
}
