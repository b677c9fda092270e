import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { batch } from '../../../shared/queue/batch.ts';
import { recordOf } from '../../support/aws/records.ts';

const context = { awsRequestId: 'request', functionName: 'f' } as Context;

test('only the failed message of ten is reported to SQS', async () => {
  const Records = Array.from({ length: 10 }, (_, index) => recordOf({ index }));
  const seen: string[] = [];
  const handler = batch('test', async ({ body, messageId }) => {
    seen.push(messageId);
    if (body === '{"index":3}') throw new Error('away');
  });

  const answer = await handler({ Records }, context);

  deepEqual(answer, { batchItemFailures: [{ itemIdentifier: Records[3]?.messageId }] });
  deepEqual(
    seen,
    Records.map(({ messageId }) => messageId),
  );
});

test('a batch without failed messages reports none', async () => {
  const handler = batch('test', async () => {});

  deepEqual(await handler({ Records: [recordOf({})] }, context), { batchItemFailures: [] });
});

test('a batch that exceeds its time is not ended by the gateway, but by Lambda with its process', async () => {
  const late = { ...context, getRemainingTimeInMillis: () => 10 } as Context;
  const handler = batch('test', () => setTimeout(50));

  deepEqual(await handler({ Records: [recordOf({})] }, late), { batchItemFailures: [] });
});
