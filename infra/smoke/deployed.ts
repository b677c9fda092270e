import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

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
  const client = new CloudFormationClient({});
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
  const outputs = new Map(Stacks[0]?.Outputs?.map((one) => [one.OutputKey, one.OutputValue]));
  const output = (key: string): string => {
    const value = outputs.get(key);
    if (value === undefined) throw new Error(`The stack ${stackName} has no output ${key}.`);
    return value;
  };
  return {
    stackName,
    apiUrl: output('ApiUrl'),
    bucket: output('BucketName'),
    buildsQueueUrl: output('BuildsQueueUrl'),
    busName: output('BusName'),
  };
}
