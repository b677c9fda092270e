import { deepEqual, equal } from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { readBody } from '../../infra/local/docs-server/request.ts';
import { startAws } from '../../infra/local/emulator/aws.ts';
import { AWS_KEYS, REGION } from '../../infra/local/emulator/emulator.ts';
import { freePort } from '../../infra/local/port.ts';
import { serve } from '../serve.ts';
import { localClient } from '../support/local-client.ts';
import { until } from '../support/until.ts';

const PATIENCE_MS = 30_000; // other tests run beside these

/** A folder, and a way to start an emulator in it again and again. */
async function emulators(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'emulator-'));
  t.after(() => rm(folder, { recursive: true }));
  const request = { folder, port: await freePort(), keep: true, onProgress: () => undefined };
  const start = async () => {
    const emulator = await startAws(request);
    t.after(() => emulator.stop());
    return emulator;
  };
  const client = localClient(DynamoDBClient, {
    endpoint: `http://127.0.0.1:${request.port}`,
    region: REGION,
    credentials: AWS_KEYS,
  });
  const write = (pk: string) => client.send(new PutCommand({ TableName: 'rows', Item: { pk } }));
  return { start, write, tables: join(folder, 'aws', 'state', 'dynamodb.json') };
}

/** A table `rows` whose stream has a function that posts to an address what was written. */
async function deployReader(endpoint: string, ear: string): Promise<void> {
  const code = `exports.handler = async ({ Records }) => {
    const body = JSON.stringify(Records.map(({ dynamodb }) => dynamodb.Keys.pk.S));
    const { ok } = await fetch('${ear}', { method: 'POST', body });
    if (!ok) throw new Error('not heard');
  };`;
  const Resources = {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'rows',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    },
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    Reader: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: code },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Reader' },
        EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        StartingPosition: 'TRIM_HORIZON',
      },
    },
  };
  const StackName = 'reading';
  await cloudFormation(endpoint, {
    Action: 'CreateStack',
    StackName,
    TemplateBody: JSON.stringify({ Resources }),
    'Capabilities.member.1': 'CAPABILITY_IAM',
  });
  const described = () => cloudFormation(endpoint, { Action: 'DescribeStacks', StackName });
  await until(async () => (await described()).includes('CREATE_COMPLETE'), PATIENCE_MS);
}

/** CloudFormation has no client among our packages; the emulator checks no signature of ours. */
async function cloudFormation(endpoint: string, call: Record<string, string>): Promise<string> {
  const scope = `20260101/${REGION}/cloudformation/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=0`;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams(call),
  });
  const text = await answer.text();
  equal(answer.status, 200, text);
  return text;
}

/** What is posted to it is heard, once or more often, and refused while `deaf`. */
async function listen(t: TestContext) {
  const ear = { heard: new Set<string>(), deaf: false };
  const url = await serve(t, async (request, response) => {
    const keys = JSON.parse(String(await readBody(request)));
    for (const key of ear.deaf ? [] : keys) ear.heard.add(key);
    response.writeHead(ear.deaf ? 500 : 200).end();
  });
  return Object.assign(ear, { url });
}

test('after a restart a stream is read on from where its reader was, and nothing is left out', async (t) => {
  const ear = await listen(t);
  const { start, write } = await emulators(t);
  const first = await start();
  await deployReader(first.endpoint, ear.url);

  for (const key of ['a', 'b', 'c']) await write(key);
  await until(() => ear.heard.size === 3, PATIENCE_MS);
  ear.deaf = true;
  await write('d');
  await first.stop();
  ear.deaf = false;
  await start();
  await write('e');
  await until(() => ear.heard.size === 5, PATIENCE_MS);

  deepEqual([...ear.heard], ['a', 'b', 'c', 'd', 'e']);
});

test('what is written after a restart is read at once, also where the stream itself was not kept', async (t) => {
  const ear = await listen(t);
  const { start, write, tables } = await emulators(t);
  const first = await start();
  await deployReader(first.endpoint, ear.url);

  for (const key of ['a', 'b', 'c']) await write(key);
  await until(() => ear.heard.size === 3, PATIENCE_MS);
  await first.stop();
  const { payload, ...format } = JSON.parse(await readFile(tables, 'utf8'));
  const { stream_records, stream_trimmed, ...others } = payload;
  equal(Object.keys(stream_records.data).length, 1);
  await writeFile(tables, JSON.stringify({ ...format, payload: others }));
  await start();
  await write('d');
  await until(() => ear.heard.size === 4, PATIENCE_MS);

  deepEqual([...ear.heard], ['a', 'b', 'c', 'd']);
});
