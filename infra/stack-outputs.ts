import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/**
 * Reads the outputs of a stack. The AWS client takes region, credentials and `AWS_ENDPOINT_URL` from the
 * environment.
 *
 * @returns reads one output, and throws an Error when the stack does not have it
 * @throws {Error} when there is no such stack
 */
export async function readOutputs(stackName: string): Promise<(key: string) => string> {
  const client = new CloudFormationClient({});
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
  const outputs = new Map(Stacks[0]?.Outputs?.map((one) => [one.OutputKey, one.OutputValue]));
  return (key) => {
    const value = outputs.get(key);
    if (value === undefined) throw new Error(`The stack ${stackName} has no output ${key}.`);
    return value;
  };
}
