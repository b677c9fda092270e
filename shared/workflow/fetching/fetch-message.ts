import { type Queue, queueFromEnv, sendJson } from '../../sqs.ts';
import type { FetchingBuild } from '../../storage/rows/fetching-builds.ts';

/**
 * Sends the message that makes `fetch-sources` fetch the URLs of a build. If it is lost, the sweep sends
 * it again.
 */
export type SendFetch = (build: FetchingBuild) => Promise<void>;

/** @param queue the fetches queue; SQS delivers its messages fairly among tenants */
export function sendFetch(queue: Queue): SendFetch {
  return ({ tenant, id, run, createdAt }) => {
    const fetching: FetchingBuild = { tenant, id, run, createdAt };
    return sendJson(queue, fetching, tenant);
  };
}

export function sendFetchFromEnv(): SendFetch {
  return sendFetch(queueFromEnv('FETCHES_QUEUE_URL'));
}

/** Reads the body of a message that `sendFetch` sent. */
export function readFetchMessage(body: string): FetchingBuild {
  return JSON.parse(body) as FetchingBuild;
}
