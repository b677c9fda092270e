import { equal } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { startAws } from '../../infra/local/emulator/aws.ts';
import { type Emulator, REGION } from '../../infra/local/emulator/emulator.ts';
import { freePort } from '../../infra/local/port.ts';
import { until } from './until.ts';

/** Long, because other tests run at the same time. */
export const PATIENCE_MS = 120_000;

/** A temporary folder, and a function that starts an emulator in it; a test may call it several times. */
export async function emulators(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'emulator-'));
  t.after(() => rm(folder, { recursive: true }));
  const request = { folder, port: await freePort(), keep: true, onProgress: () => undefined };
  const start = async (): Promise<Emulator> => {
    const emulator = await startAws(request);
    t.after(() => emulator.stop());
    return emulator;
  };
  return { folder, start, endpoint: `http://127.0.0.1:${request.port}` };
}

/** Creates a CloudFormation stack and waits until it is complete. */
export async function createStack(
  endpoint: string,
  name: string,
  resources: object,
): Promise<void> {
  await cloudFormation(endpoint, {
    Action: 'CreateStack',
    StackName: name,
    TemplateBody: JSON.stringify({ Resources: resources }),
    'Capabilities.member.1': 'CAPABILITY_IAM',
  });
  const described = () => cloudFormation(endpoint, { Action: 'DescribeStacks', StackName: name });
  await until(async () => (await described()).includes('CREATE_COMPLETE'), PATIENCE_MS);
}

/** The resources of one function with inline code; its role has no rights. */
export function inlineFunction(code: string, properties: object = {}) {
  return {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: code },
        ...properties,
      },
    },
  };
}

/** The project has no CloudFormation client; the emulator does not check the signature. */
async function cloudFormation(endpoint: string, call: Record<string, string>): Promise<string> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: authorization('cloudformation') },
    body: new URLSearchParams(call),
  });
  const text = await answer.text();
  equal(answer.status, 200, text);
  return text;
}

/** The header of a signed request to a service. The emulator does not check the signature. */
export const authorization = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
