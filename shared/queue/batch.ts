import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { nameOf } from '../errors.ts';
import { logged, note } from '../log.ts';
import type { Backoff } from './backoff.ts';

/**
 * The chain around a function that reads a queue: each message by itself, one line logged for each,
 * and only those that failed come again.
 *
 * @param again how soon they do; without it when the queue shows them by itself
 */
export function batch(name: string, work: (record: SQSRecord) => Promise<void>, again?: Backoff) {
  return middy<SQSEvent, SQSBatchResponse>().handler(
    async ({ Records }: SQSEvent, context: Context) => {
      const results = await Promise.allSettled(
        Records.map((record) =>
          logged(name, context, async () => {
            note({
              messageId: record.messageId,
              receives: record.attributes.ApproximateReceiveCount,
            });
            try {
              await work(record);
            } catch (error) {
              if (again) await hasten(again, record);
              throw error;
            }
          }),
        ),
      );
      const batchItemFailures = results.flatMap((result, index) =>
        result.status === 'rejected' ? [{ itemIdentifier: Records[index]?.messageId ?? '' }] : [],
      );
      return { batchItemFailures };
    },
  );
}

/** Where that fails the message comes all the same, later: what made it fail is worth more in the log. */
async function hasten(again: Backoff, record: SQSRecord): Promise<void> {
  await again(record).catch((error: unknown) => note({ notHastened: nameOf(error) }));
}
