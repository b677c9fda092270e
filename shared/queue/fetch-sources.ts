import type { SQSRecord } from 'aws-lambda';
import { addLogFields } from '../log.ts';
import { abandoned, isAbandoned, isLastReceive } from '../sqs.ts';
import { endFetching } from '../storage/rows/fetching-builds.ts';
import { buildErrorOf } from '../workflow/build-error.ts';
import { readFetchMessage } from '../workflow/fetching/fetch-message.ts';
import { type FetchDeps, fetchQueuedBuild } from '../workflow/fetching/fetch-queued-build.ts';

/**
 * Fetches the URLs of the build that a message names.
 *
 * @throws an error of the gateway or of AWS; at the last delivery, and at one after a last delivery that
 *   was not finished, it has ended the build
 */
export async function fetchSources(deps: FetchDeps, record: SQSRecord): Promise<void> {
  const fetching = readFetchMessage(record.body);
  addLogFields({ tenant: fetching.tenant, build: fetching.id });
  if (isAbandoned('fetches', record)) {
    const error = abandoned('fetches');
    const hasFailed = await endFetching(deps.table, fetching, buildErrorOf(error));
    // Either way the message is kept in the dead-letter queue.
    throw hasFailed ? error : new Error('The build ended before this delivery of its message.');
  }
  await fetchQueuedBuild(deps, fetching, isLastReceive('fetches', record));
}
