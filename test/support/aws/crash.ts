import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { localClient } from '../local-client.ts';

/** The simulated process has crashed here. It sends no further requests. */
export class CrashError extends Error {
  override readonly name = 'CrashError';
}

/** Is called with each request before it is sent, and may send it or not. */
export type Watch = (send: () => Promise<unknown>, command: string) => Promise<unknown>;

/** Clients of the emulator that pass every request to `watch`. */
export function watchedClients(watch: Watch) {
  const clients = {
    dynamo: localClient(DynamoDBClient),
    s3: localClient(S3Client),
    sqs: localClient(SQSClient),
    sfn: localClient(SFNClient),
  };
  for (const { middlewareStack } of Object.values(clients) as DynamoDBClient[])
    middlewareStack.add(
      (next, { commandName }) =>
        async (request) =>
          (await watch(() => next(request), commandName ?? '')) as Awaited<ReturnType<typeof next>>,
      { step: 'initialize', name: 'watch' },
    );
  return clients;
}

/** Each request of `fetch`, as those to Docs are; the clients of AWS do not use it. */
const FETCHES = 'undici:request:create';

/** Simulates a crash before or after the request with this number, counted from 1. */
function crashAt(number: number, side: 'before' | 'after') {
  let sent = 0;
  let inFlight = 0;
  let dead = false;
  /** Whether anything else was sent since the last answer. */
  let isBusy = false;
  let wasBusy = false;
  const noteFetch = () => {
    isBusy = true;
  };
  subscribe(FETCHES, noteFetch);
  const die = () => {
    dead = true;
    throw new CrashError(`${side} request ${number}`);
  };
  const watch: Watch = async (send) => {
    if (dead) throw new CrashError('sent after the crash');
    const mine = ++sent;
    if (mine === number) wasBusy = isBusy || inFlight > 0;
    if (mine === number && side === 'before') die();
    inFlight++;
    const answer = await send().finally(() => inFlight--);
    isBusy = false;
    if (mine === number || dead) {
      discardBody(answer);
      die();
    }
    return answer;
  };
  return {
    watch,
    hasCrashed: () => dead,
    /** Whether a crash before this request leaves something else behind than one after the request before. */
    isBeforeNew: () => wasBusy,
    stop: () => unsubscribe(FETCHES, noteFetch),
  };
}

/** An unread body keeps its connection open, and the connection keeps this process running. */
function discardBody(answer: unknown): void {
  const { Body } = (answer as { output?: { Body?: unknown } }).output ?? {};
  if (Body instanceof Readable) Body.resume();
}

/**
 * Runs the work repeatedly and crashes it before and after its first request, then its second, and so
 * on, until a run sends fewer requests and completes. A crash before a request is left out if it leaves
 * the same behind as the crash after the request before: the work did nothing else between the two.
 *
 * @param work gets new clients each time; errors that the crash causes are expected
 * @param check verifies what the crash left behind
 */
export async function crashEverywhere<T>(
  prepare: () => Promise<T>,
  work: (world: T, clients: ReturnType<typeof watchedClients>) => Promise<unknown>,
  check: (world: T, where: string) => Promise<void>,
): Promise<number> {
  for (let number = 1; ; number++) {
    for (const side of ['after', 'before'] as const) {
      const crash = crashAt(number, side);
      const world = await prepare();
      await work(world, watchedClients(crash.watch)).catch((error: unknown) => {
        if (!crash.hasCrashed()) throw error;
      });
      crash.stop();
      await check(world, `${side} request ${number}`);
      if (!crash.hasCrashed()) return number - 1;
      if (!crash.isBeforeNew()) break;
    }
  }
}
