import { zipOf } from '../../../infra/local/docs-server/editing/zip.ts';
import { ACCOUNT, AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';
import { localEndpoint } from '../../support/local-client.ts';

/** Creates functions and HTTP APIs in the emulator, for which no SDK client is installed. */
export function emulatorRest(endpoint: string) {
  async function send<Answer>(
    service: string,
    method: string,
    path: string,
    body?: object | URLSearchParams,
  ): Promise<Answer> {
    // The emulator accepts this key without checking the signature.
    const scope = `${AWS_KEYS.accessKeyId}/20260101/${REGION}/${service}/aws4_request`;
    const isForm = body instanceof URLSearchParams;
    const response = await fetch(localEndpoint(endpoint) + path, {
      method,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
        ...(isForm ? {} : { 'content-type': 'application/json' }),
      },
      body: isForm ? body : body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${service} ${method} ${path}: ${text}`);
    return (text.startsWith('{') ? JSON.parse(text) : {}) as Answer;
  }

  const iam = (parameters: Record<string, string>) =>
    send('iam', 'POST', '/', new URLSearchParams({ Version: '2010-05-08', ...parameters }));

  return {
    send,
    /** Creates a role that may put objects, for the functions and the state machines of the bench. */
    async createRole(RoleName: string): Promise<void> {
      await iam({ Action: 'CreateRole', RoleName, AssumeRolePolicyDocument: '{}' });
      const Statement = [{ Effect: 'Allow', Action: ['s3:PutObject', 'lambda:*'], Resource: '*' }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await iam({ Action: 'PutRolePolicy', RoleName, PolicyName: 'bench', PolicyDocument });
    },
    async deleteRole(RoleName: string): Promise<void> {
      await iam({ Action: 'DeleteRolePolicy', RoleName, PolicyName: 'bench' });
      await iam({ Action: 'DeleteRole', RoleName });
    },
    /** @param code a CommonJS module that exports `handler` */
    async createFunction(
      name: string,
      { code, role, variables }: { code: string; role: string; variables: object },
    ): Promise<string> {
      const { FunctionArn } = await send<{ FunctionArn: string }>(
        'lambda',
        'POST',
        '/2015-03-31/functions',
        {
          FunctionName: name,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: roleArn(role),
          Timeout: 30,
          MemorySize: 256,
          Code: { ZipFile: zipOf({ 'index.js': code }).toString('base64') },
          Environment: { Variables: variables },
        },
      );
      return FunctionArn;
    },
    deleteFunction: (name: string) =>
      send('lambda', 'DELETE', `/2015-03-31/functions/${name}`).then(() => undefined),
  };
}

/** The role of this name. */
export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

export type EmulatorRest = ReturnType<typeof emulatorRest>;
