import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOutputs } from '../../stack-outputs.ts';
import { ROOT } from '../deploy.ts';
import { AWS_KEYS, REGION } from '../emulator/emulator.ts';
import type { Outputs } from '../stack.ts';

/** A deployed gateway, local or on AWS. */
export type Place = {
  /** Configuration of AWS clients; empty on AWS: they read the environment and the profile. */
  aws: { endpoint?: string; region?: string; credentials?: typeof AWS_KEYS };
  busName: string;
  tableName: string;
  stateMachineArn: string;
  /** How often a build's row and execution are read, in milliseconds. */
  pollMs: number;
};

/**
 * The local stack (`npm start`), or the stack of that name in the AWS account and region that the
 * environment's credentials belong to.
 *
 * @throws {Error} one sentence that says what to do
 */
export async function findPlace(stackName?: string): Promise<Place> {
  if (stackName !== undefined) return findStack(stackName);
  const outputs = readLocalOutputs();
  await fetch(outputs.awsEndpoint).catch((cause) => {
    throw new Error('The local stack does not run: start it with npm start.', { cause });
  });
  return placeOf(outputs);
}

/** A local stack, as its outputs describe it. */
export function placeOf({ awsEndpoint, busName, internal }: Outputs): Place {
  const aws = { endpoint: awsEndpoint, region: REGION, credentials: AWS_KEYS };
  return { aws, busName, ...internal, pollMs: 200 };
}

function readLocalOutputs(): Outputs {
  try {
    return JSON.parse(readFileSync(join(ROOT, '.local', 'outputs.json'), 'utf8')) as Outputs;
  } catch (cause) {
    const remedy = 'run npm start first, or name a stack on AWS with --stack.';
    throw new Error(`There is no local stack yet: ${remedy}`, { cause });
  }
}

async function findStack(name: string): Promise<Place> {
  const output = await readOutputs(name);
  return {
    aws: {},
    busName: output('BusName'),
    tableName: output('TableName'),
    stateMachineArn: output('StateMachineArn'),
    pollMs: 2000,
  };
}
