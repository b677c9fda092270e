import { readOutputs } from '../stack-outputs.ts';

/** A deployed stack, by its outputs. */
export type Deployed = {
  stackName: string;
  apiUrl: string;
  bucket: string;
  buildsQueueUrl: string;
  busName: string;
};

/**
 * Reads the outputs of a stack. AWS clients take region, credentials and `AWS_ENDPOINT_URL` from the environment.
 *
 * @throws {Error} when there is no such stack, or it is not one of this gateway
 */
export async function readDeployed(stackName: string): Promise<Deployed> {
  const output = await readOutputs(stackName);
  return {
    stackName,
    apiUrl: output('ApiUrl'),
    bucket: output('BucketName'),
    buildsQueueUrl: output('BuildsQueueUrl'),
    busName: output('BusName'),
  };
}
