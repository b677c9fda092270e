import { deepEqual, rejects, throws } from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SHORT_CALLS } from '../../shared/aws.ts';
import { localClient } from '../support/local-client.ts';
import { serve } from '../support/serve.ts';

test('a request that AWS does not answer is repeated twice and then fails', async (t) => {
  const endpoint = await serve(t, () => undefined);
  const requestHandler = { ...SHORT_CALLS, requestTimeout: 50 };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const sqs = localClient(SQSClient, {
    endpoint,
    region: 'eu-central-1',
    credentials,
    requestHandler,
  });

  const sent = sqs.send(new SendMessageCommand({ QueueUrl: `${endpoint}/q`, MessageBody: 'a' }));

  // The server may not have seen a request that timed out on a busy machine, so the client counts.
  await rejects(sent, ({ name, $metadata }) => {
    deepEqual([name, $metadata.attempts], ['TimeoutError', 3]);
    return true;
  });
});

test('every AWS client has time-outs', () => {
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

test('a test cannot create an AWS client that could reach a real account', () => {
  for (const endpoint of [
    undefined,
    '',
    'https://sqs.eu-central-1.amazonaws.com',
    'http://127.0.0.1.example.com:4566',
    'http://10.0.0.1:4566',
  ]) {
    process.env.AWS_ENDPOINT_URL = endpoint ?? '';
    if (endpoint === undefined) delete process.env.AWS_ENDPOINT_URL;

    throws(() => localClient(SQSClient), { message: /^Tests use AWS on this machine only/ });
  }
});

test('a test can create a client for an emulator at any loopback address', async () => {
  for (const endpoint of ['http://127.0.0.1:4566', 'http://localhost:4566', 'http://[::1]:4566']) {
    process.env.AWS_ENDPOINT_URL = endpoint;

    const { hostname, port } = (await localClient(SQSClient).config.endpoint?.()) ?? {};
    deepEqual([`http://${hostname}:${port}`], [endpoint]);
  }
});

test('tests create AWS clients in one function, which checks their endpoint', () => {
  const made = globSync('test/**/*.ts').filter((file) =>
    /new \w*Client\(/.test(readFileSync(file, 'utf8')),
  );

  deepEqual(made, ['test/support/local-client.ts']);
});
