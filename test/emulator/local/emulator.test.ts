import { deepEqual, equal } from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { readBody } from '../../../infra/local/docs-server/http/request.ts';
import { AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';
import { createStack, emulators, inlineFunction, PATIENCE_MS } from '../../support/emulators.ts';
import { localClient } from '../../support/local-client.ts';
import { serve } from '../../support/serve.ts';
import { until } from '../../support/until.ts';

/** Emulators of one folder, and a client that writes items to the table `rows`. */
async function tables(t: TestContext) {
  const { folder, start, endpoint } = await emulators(t);
  const client = localClient(DynamoDBClient, { endpoint, region: REGION, credentials: AWS_KEYS });
  const write = (pk: string) => client.send(new PutCommand({ TableName: 'rows', Item: { pk } }));
  return { start, write, saved: join(folder, 'aws', 'state', 'dynamodb.json') };
}

/**
 * Deploys the table `rows` and a function that reads its stream and posts the items' keys to `url`.
 */
async function deployReader(endpoint: string, url: string): Promise<void> {
  const code = `exports.handler = async ({ Records }) => {
    const body = JSON.stringify(Records.map(({ dynamodb }) => dynamodb.Keys.pk.S));
    const { ok } = await fetch('${url}', { method: 'POST', body });
    if (!ok) throw new Error('refused');
  };`;
  await createStack(endpoint, 'reading', {
    ...inlineFunction(code),
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
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Function' },
        EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        StartingPosition: 'TRIM_HORIZON',
      },
    },
  });
}

/** Collects the keys that are posted to `url`, each once; answers 500 while `refusing`. */
async function keyReceiver(t: TestContext) {
  const receiver = { received: new Set<string>(), refusing: false };
  const url = await serve(t, async (request, response) => {
    const keys = JSON.parse(String(await readBody(request)));
    for (const key of receiver.refusing ? [] : keys) receiver.received.add(key);
    response.writeHead(receiver.refusing ? 500 : 200).end();
  });
  return Object.assign(receiver, { url });
}

test('after a restart of the emulator a stream is read from where its reader stopped, without a gap', async (t) => {
  const receiver = await keyReceiver(t);
  const { start, write } = await tables(t);
  const first = await start();
  await deployReader(first.endpoint, receiver.url);

  for (const key of ['a', 'b', 'c']) await write(key);
  await until(() => receiver.received.size === 3, PATIENCE_MS);
  receiver.refusing = true;
  await write('d');
  await first.stop();
  receiver.refusing = false;
  await start();
  await write('e');
  await until(() => receiver.received.size === 5, PATIENCE_MS);

  deepEqual([...receiver.received], ['a', 'b', 'c', 'd', 'e']);
});

test('after a restart of the emulator new items are read at once, even if the stream was not saved', async (t) => {
  const receiver = await keyReceiver(t);
  const { start, write, saved } = await tables(t);
  const first = await start();
  await deployReader(first.endpoint, receiver.url);

  for (const key of ['a', 'b', 'c']) await write(key);
  await until(() => receiver.received.size === 3, PATIENCE_MS);
  await first.stop();
  const { payload, ...format } = JSON.parse(await readFile(saved, 'utf8'));
  const { stream_records, stream_trimmed, ...others } = payload;
  equal(Object.keys(stream_records.data).length, 1);
  await writeFile(saved, JSON.stringify({ ...format, payload: others }));
  await start();
  await write('d');
  await until(() => receiver.received.size === 4, PATIENCE_MS);

  deepEqual([...receiver.received], ['a', 'b', 'c', 'd']);
});
