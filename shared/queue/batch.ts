import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { NO_EARLY_TIMEOUT } from '../invocation.ts';
import { addLogFields, logged } from '../log.ts';
import { type Hide, lease, setRetryDelay } from './visibility.ts';

type Work = (record: SQSRecord) => Promise<void>;

/**
 * The chain around a function that reads a queue. Messages are processed independently, each with one
 * log line, and SQS delivers only the failed ones again. All messages stay hidden until the last one is
 * done, because SQS deletes the successful ones only then.
 *
 * @param hide hides messages of the queue; without it, the queue's own visibility timeout applies
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
            await orRetryLater(hide, record, release, work);
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

/**
 * The chain around a function whose messages only say that there is work: the work runs once for all
 * messages of a batch, with one log line. If it fails, all of them are delivered again after a short delay.
 * Their leases begin after ten seconds, because most of this work is done by then and a lease is a request to SQS.
 */
export function signals(name: string, work: () => Promise<void>, hide: Hide) {
  return middy<SQSEvent, SQSBatchResponse>(NO_EARLY_TIMEOUT).handler(
    async ({ Records }: SQSEvent, context: Context) => {
      const release = leaseAll(hide, Records);
      try {
        await logged(name, context, async () => {
          addLogFields({ messages: Records.length });
          await work();
        });
        await release();
        return { batchItemFailures: [] };
      } catch {
        await release();
        await Promise.all(Records.map((record) => setRetryDelay(hide, record)));
        return {
          batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
        };
      }
    },
  );
}

function leaseAll(hide: Hide, records: SQSRecord[]): () => Promise<void> {
  const releases = records.map((record) => lease(hide, record, false));
  return async () => void (await Promise.all(releases.map((release) => release())));
}

/** Runs the work; if it fails, delivers the message again after a short delay. */
async function orRetryLater(
  hide: Hide,
  record: SQSRecord,
  release: () => Promise<void>,
  work: Work,
) {
  try {
    await work(record);
  } catch (error) {
    await release();
    await setRetryDelay(hide, record);
    throw error;
  }
}
