import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { NO_EARLY_TIMEOUT } from '../invocation.ts';
import { addLogFields, logged } from '../log.ts';
import { type Hide, lease, pause } from './visibility.ts';

type Work = (record: SQSRecord) => Promise<void>;

/**
 * The chain around a function that reads a queue: each message by itself, one line logged for each,
 * and only those that failed come again. While it works, all of its messages are hidden from others: SQS
 * deletes those that are done when the last one is, too.
 *
 * @param hide of the queue that the messages are from; without it they are hidden as the queue says
 */
export function batch(name: string, work: Work, hide?: Hide) {
  return middy<SQSEvent, SQSBatchResponse>(NO_EARLY_TIMEOUT).handler(
    async ({ Records }: SQSEvent, context: Context) => {
      const releases: (() => Promise<void>)[] = [];
      const results = await Promise.allSettled(
        Records.map((record) =>
          logged(name, context, async () => {
            addLogFields({
              messageId: record.messageId,
              receives: record.attributes.ApproximateReceiveCount,
            });
            if (!hide) return work(record);
            const release = lease(hide, record);
            releases.push(release);
            await orPause(hide, record, release, work);
          }),
        ),
      );
      await Promise.all(releases.map((release) => release()));
      const batchItemFailures = results.flatMap((result, index) =>
        result.status === 'rejected' ? [{ itemIdentifier: Records[index]?.messageId ?? '' }] : [],
      );
      return { batchItemFailures };
    },
  );
}

/** What made a message fail is worth more in the log than what kept it from coming again soon. */
async function orPause(hide: Hide, record: SQSRecord, release: () => Promise<void>, work: Work) {
  try {
    await work(record);
  } catch (error) {
    await release();
    await pause(hide, record);
    throw error;
  }
}
