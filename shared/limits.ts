/**
 * How long functions and their work may take, and how often messages are delivered. `infra/` takes each
 * function's timeout from here. The work has less time, so that the function can report why it stopped.
 */

/** A function of the API whose answer may wait: API Gateway ends every call after 30 seconds. */
export const HELD_CALL_SECONDS = 29;
/** How long a callback may wait for its answer; the rest is for a cold start and Secrets Manager. */
export const CALLBACK_HOLD_MS = (HELD_CALL_SECONDS - 7) * 1000;

/**
 * How long a build's first call polls Docs, and the first call that Docs answers. One round of the state
 * machine costs as much as 22 seconds of polling, so polling costs less than rounds that wait for less.
 */
export const FIRST_ASKING_MS = 35_000;
/** How long the call that receives Docs' answer may copy small results. */
export const FAST_COPY_MS = 10_000;
/** Twice the time of polling and copying, because Docs may answer slowly. */
export const ASK_FUNCTION_SECONDS = (2 * (FIRST_ASKING_MS + FAST_COPY_MS)) / 1000;

/** A function that fetches the URLs of one build, such as 20 MiB from a slow server. */
export const FETCH_FUNCTION_SECONDS = 120;
/** For all URLs of a build together. */
export const FETCH_ALL_MS = (FETCH_FUNCTION_SECONDS - 30) * 1000;

/** A function that copies files of any size: Lambda's maximum, enough for 1 GiB at 1.2 MB a second. */
export const COPY_FUNCTION_SECONDS = 15 * 60;
/** For one file; a sweep copies file after file. */
export const COPY_MS = (COPY_FUNCTION_SECONDS - 60) * 1000;

/** A function that runs up to ten queued commands at the same time; each may copy a forgotten file. */
export const COMMANDS_FUNCTION_SECONDS = 120;
/** For one queued command. */
export const QUEUED_COMMAND_MS = (COMMANDS_FUNCTION_SECONDS - 10) * 1000;

/**
 * How often a function works on a message of each queue. At the last delivery of a request or callback, an
 * error is reported instead of thrown, and the message is done. So SQS delivers a message once more only if
 * the function died at the last delivery: that delivery reports it (`isAbandoned`).
 */
export const MAX_RECEIVES = {
  builds: 40, // about 25 minutes, with delays of up to a minute
  uploads: 40,
  commands: 5,
  starts: 20, // about ten minutes
  fetches: 40,
  // Even the shortest delays between deliveries add up to more than the 15 minutes that a link of Docs is valid.
  callbacks: 35,
} as const;

/** How often SQS delivers a message before it moves it to the dead-letter queue itself. */
export function deliveriesOf(queue: QueueName): number {
  return MAX_RECEIVES[queue] + 1;
}

export type QueueName = keyof typeof MAX_RECEIVES;
