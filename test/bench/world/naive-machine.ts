import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { build } from 'esbuild';
import { localClient } from '../../support/local-client.ts';
import { type EmulatorRest, roleArn } from './emulator-rest.ts';

/** Asks each second, the shortest wait of Step Functions; then copies the files. */
function definitionOf(functionArn: string): string {
  const step = { Type: 'Task', Resource: functionArn };
  return JSON.stringify({
    StartAt: 'Ask',
    States: {
      Ask: { ...step, Next: 'Ended?' },
      'Ended?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.end', BooleanEquals: true, Next: 'Copy' }],
        Default: 'Wait',
      },
      Wait: { Type: 'Wait', Seconds: 1, Next: 'Ask' },
      Copy: { ...step, End: true },
    },
  });
}

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${import.meta.dirname}/naive-steps.ts`],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    minify: true,
  });
  return outputFiles[0]?.text ?? '';
}

/** A plain loop of Step Functions around Docs: no queue, no limit, one function for both steps. */
export async function openNaiveMachine(
  rest: EmulatorRest,
  name: string,
  { role, variables }: { role: string; variables: Record<string, string> },
) {
  const sfn = localClient(SFNClient);
  const functionArn = await rest.createFunction(name, {
    code: await bundled(),
    role,
    variables,
  });
  const definition = definitionOf(functionArn);
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name, definition, roleArn: roleArn(role) }),
  );
  return {
    /** Runs one build and asks each 100 ms whether its execution has ended. */
    async build(scriptUrl: string): Promise<void> {
      const input = JSON.stringify({ key: `naive-${randomUUID()}`, scriptUrl });
      const { executionArn } = await sfn.send(
        new StartExecutionCommand({ stateMachineArn, input }),
      );
      for (;;) {
        const { status, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        if (status === 'SUCCEEDED') return;
        if (status !== 'RUNNING') throw new Error(`the plain state machine ${status}: ${cause}`);
        await sleep(100);
      }
    },
    async close(): Promise<void> {
      await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
      await rest.deleteFunction(name);
    },
  };
}

export type NaiveMachine = Awaited<ReturnType<typeof openNaiveMachine>>;
