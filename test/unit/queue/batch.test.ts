import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { batch, signals } from '../../../shared/queue/batch.ts';
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

/** A queue whose visibility timeouts are recorded, in seconds, by message. */
function recordingHide() {
  const seconds: Record<string, number[]> = {};
  return {
    seconds,
    hide: async ({ messageId }: { messageId: string }, hidden: number) => {
      seconds[messageId] = [...(seconds[messageId] ?? []), hidden];
    },
  };
}

test('the work for signals runs once for a batch of ten, without a request to SQS if it is short', async () => {
  const Records = Array.from({ length: 10 }, () => recordOf({}));
  const { seconds, hide } = recordingHide();
  let runs = 0;
  const handler = signals('test', async () => void runs++, hide);

  const answer = await handler({ Records }, context);

  deepEqual([answer, runs], [{ batchItemFailures: [] }, 1]);
  deepEqual(seconds, {});
});

test('signals stay hidden for 30 s more from ten seconds after their delivery, until their work is done', async (t) => {
  const record = recordOf({});
  const { seconds, hide } = recordingHide();
  const { promise, resolve } = Promise.withResolvers<void>();
  t.mock.timers.enable({ apis: ['setInterval'] });

  const answering = signals('test', () => promise, hide)({ Records: [record] }, context);
  t.mock.timers.tick(9_999);
  const before = { ...seconds };
  t.mock.timers.tick(1);
  resolve();
  await answering;

  deepEqual([before, seconds], [{}, { [record.messageId]: [30] }]);
});

test('signals whose work failed are all delivered again within two seconds', async () => {
  const Records = [recordOf({}), recordOf({})];
  const { seconds, hide } = recordingHide();
  const handler = signals('test', () => Promise.reject(new Error('the table is away')), hide);

  const answer = await handler({ Records }, context);

  deepEqual(answer, {
    batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
  });
  for (const [delay = 99, ...more] of Object.values(seconds))
    deepEqual([delay >= 1 && delay <= 2, more], [true, []]);
  equal(Object.keys(seconds).length, 2);
});
