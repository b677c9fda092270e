import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { logged, note } from '../log.ts';

/**
 * The chain around a function that reads a queue: each message by itself, one line logged for each,
 * and only those that failed come again.
 */
export function batch(name: string, work: (record: SQSRecord) => Promise<void>) {
  return middy<SQSEvent, SQSBatchResponse>().handler(
    async ({ Records }: SQSEvent, context: Context) => {
      const results = await Promise.allSettled(
        Records.map((record) =>
          logged(name, context, () => {
            note({
              messageId: record.messageId,
              receives: record.attributes.ApproximateReceiveCount,
            });
            return work(record);
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
