import { type Queue, queueFromEnv, sendJson } from '../../sqs.ts';

/**
 * Sends the start signal: a message that invokes `start-build`. A schedule sends one every minute too,
 * so a lost signal delays a build by a minute at most.
 */
export type StartSignal = () => Promise<void>;

/** @param queue the starts queue */
export function startSignal(queue: Queue): StartSignal {
  return () => sendJson(queue, {});
}

export function startSignalFromEnv(): StartSignal {
  return startSignal(queueFromEnv('STARTS_QUEUE_URL'));
}
