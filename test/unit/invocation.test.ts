import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { GatewayError, NotYetError } from '../../shared/errors.ts';
import { invocation } from '../../shared/invocation.ts';
import { localClient } from '../support/local-client.ts';
import { serve } from '../support/serve.ts';

/** A complete configuration: without it, clients would read the region and credentials of the shell. */
const AWS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  forcePathStyle: true,
};

const context = { awsRequestId: 'request', functionName: 'f' } as Context;
const input = { tenant: 'acme', id: 'ID', run: 'run' };
const failing = (error: unknown) => invocation('test', () => Promise.reject(error))(input, context);

test('an invocation returns what its work returns', async () => {
  const handler = invocation('test', async (given: typeof input) => ({ ...given, state: 'ended' }));

  deepEqual(await handler(input, context), { ...input, state: 'ended' });
});

test('an error keeps its name when an invocation throws it, so that the state machine can match it', async () => {
  await rejects(failing(new GatewayError('SCRIPT_FAILED', 'x')), { name: 'ScriptFailedError' });
  await rejects(failing(new NotYetError('x')), { name: 'NotYetError' });
  await rejects(failing(new TypeError('x')), { name: 'TypeError' });
});

test('an error of the gateway keeps the error number of Docs when an invocation throws it', async () => {
  const error = new GatewayError('DOCS_INTERNAL', 'Docs failed', { docsError: -1 });

  await rejects(failing(error), { message: '{"detail":"Docs failed","docsError":-1}' });
});

test('an error of an AWS client becomes StorageFailedError, which the state machine retries', async (t) => {
  const endpoint = await serve(t, async (_request, response) => {
    response.writeHead(404).end('<Error><Code>NoSuchBucket</Code></Error>');
  });
  const s3 = localClient(S3Client, { ...AWS, endpoint });
  const asked = s3.send(new GetObjectCommand({ Bucket: 'no-such-bucket', Key: 'x' }));
  const error = await asked.catch((refusal: unknown) => refusal);

  await rejects(failing(error), {
    name: 'StorageFailedError',
    message: '{"detail":"A request to AWS failed: NoSuchBucket.","docsError":null}',
  });
});

test('the error of an AWS client without a connection becomes StorageFailedError', async () => {
  const s3 = localClient(S3Client, { ...AWS, endpoint: 'http://127.0.0.1:1', maxAttempts: 1 });
  const asked = s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'x' }));
  const error = await asked.catch((refusal: unknown) => refusal);

  equal(error instanceof Error, true);
  await rejects(failing(error), { name: 'StorageFailedError' });
});

test('an invocation that exceeds its time is not ended by the gateway, but by Lambda with its process', async () => {
  const late = { ...context, getRemainingTimeInMillis: () => 10 } as Context;
  const handler = invocation('test', async () => {
    await setTimeout(50);
    return 'done';
  });

  equal(await handler(input, late), 'done');
});
