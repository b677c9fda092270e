import { deepEqual, rejects } from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SHORT_CALLS } from '../shared/aws.ts';
import { serve } from './serve.ts';

test('a call that nobody answers is tried again, and then given up', async (t) => {
  let calls = 0;
  const endpoint = await serve(t, () => void calls++);
  const requestHandler = { ...SHORT_CALLS, requestTimeout: 50 };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const sqs = new SQSClient({ endpoint, region: 'eu-central-1', credentials, requestHandler });

  const sent = sqs.send(new SendMessageCommand({ QueueUrl: `${endpoint}/q`, MessageBody: 'a' }));

  await rejects(sent, { name: 'TimeoutError' });
  deepEqual(calls, 3);
});

test('every client of AWS has a limit to its calls', () => {
  const files = globSync(['shared/**/*.ts', 'functions/**/*.ts']);
  const made = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/new \w+Client\((.*)\)/g)].map(([, how]) => [
      file,
      how,
    ]),
  );

  deepEqual(
    made.filter(([, how]) => !/^\{ requestHandler: [A-Z_]+ \}/.test(`${how}`)),
    [],
  );
});
