import { randomUUID } from 'node:crypto';
import { AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';
import type { TestOutputs } from './stack.ts';

/** Undoes a change. */
export type Restore = () => Promise<void>;

type Deployed = {
  FunctionName: string;
  Role: string;
  Environment: { Variables: Record<string, string> };
};

/** Calls and changes the deployed functions, as an operator can. Each is named by its path in the stack. */
export function functionsOf({ awsEndpoint }: Pick<TestOutputs, 'awsEndpoint'>) {
  async function send(service: string, path: string, init: RequestInit = {}): Promise<Response> {
    // The emulator accepts this key without checking the signature.
    const scope = `${AWS_KEYS.accessKeyId}/20260101/${REGION}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
    const headers = { ...init.headers, authorization };
    const response = await fetch(awsEndpoint + path, { ...init, headers });
    if (!response.ok) throw new Error(`${service} ${path}: ${await response.text()}`);
    return response;
  }

  const lambda = (path: string, init?: RequestInit) =>
    send('lambda', `/2015-03-31/functions${path}`, init);

  const iam = (parameters: Record<string, string>) =>
    send('iam', '/', {
      method: 'POST',
      body: new URLSearchParams({ Version: '2010-05-08', ...parameters }),
    });

  async function list(): Promise<Deployed[]> {
    const { Functions } = (await (await lambda('/?MaxItems=100')).json()) as {
      Functions: Deployed[];
    };
    return Functions;
  }

  async function find(path: string): Promise<Deployed> {
    const Functions = await list();
    const name = `-${path.replace(/\W/g, '')}`;
    const found = Functions.find(({ FunctionName }) => FunctionName.includes(name));
    if (!found) throw new Error(`there is no function ${path}`);
    return found;
  }

  async function setVariables(name: string, Variables: Record<string, string>): Promise<void> {
    const body = JSON.stringify({ Environment: { Variables } });
    await lambda(`/${name}/configuration`, { method: 'PUT', body });
  }

  return {
    /** Calls a function, as a schedule does. @returns the name of the error it ended with, if it did */
    async invoke(path: string, event: object): Promise<string | undefined> {
      const { FunctionName } = await find(path);
      const init = { method: 'POST', body: JSON.stringify(event) };
      const answer = await lambda(`/${FunctionName}/invocations`, init);
      const body = await answer.text();
      if (!answer.headers.has('x-amz-function-error')) return undefined;
      return (JSON.parse(body) as { errorType: string }).errorType;
    },
    /** Denies a function an action. @returns a function that allows it again */
    async deny(path: string, action: string, resource: string): Promise<Restore> {
      const { Role } = await find(path);
      const RoleName = Role.slice(Role.lastIndexOf('/') + 1);
      const policy = { RoleName, PolicyName: `denied-${randomUUID()}` };
      const Statement = [{ Effect: 'Deny', Action: action, Resource: resource }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await iam({ Action: 'PutRolePolicy', ...policy, PolicyDocument });
      return async () => void (await iam({ Action: 'DeleteRolePolicy', ...policy }));
    },
    /**
     * Changes variables of all functions of the gateway.
     *
     * @param changed the new variables of a function, by its present ones
     * @returns a function that restores them
     */
    async configureAll(
      changed: (variables: Record<string, string>) => Record<string, string>,
    ): Promise<Restore> {
      // Every function of ours has this variable; those that CDK adds do not.
      const ours = (await list()).filter(({ Environment }) => Environment?.Variables.NODE_OPTIONS);
      for (const { FunctionName, Environment } of ours)
        await setVariables(FunctionName, {
          ...Environment.Variables,
          ...changed(Environment.Variables),
        });
      return async () => {
        for (const { FunctionName, Environment } of ours)
          await setVariables(FunctionName, Environment.Variables);
      };
    },
    /** Changes variables of a function, as another configuration would. @returns a function that restores them */
    async configure(path: string, variables: Record<string, string>): Promise<Restore> {
      const { FunctionName, Environment } = await find(path);
      await setVariables(FunctionName, { ...Environment.Variables, ...variables });
      return () => setVariables(FunctionName, Environment.Variables);
    },
  };
}
