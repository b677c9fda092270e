import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { startSignal } from '../../../shared/workflow/starting/start-signal.ts';
import { freshQueue, messagesIn, sqs } from '../../support/aws/resources.ts';

test('a start signal is one message, an empty object', async () => {
  const queueUrl = await freshQueue();

  await startSignal({ url: queueUrl, sqs })();

  deepEqual(
    (await messagesIn(queueUrl, 1)).map(({ Body }) => Body),
    ['{}'],
  );
});
