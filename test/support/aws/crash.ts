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

/** Simulates a crash before or after the request with this number, counted from 1. */
function crashAt(number: number, side: 'before' | 'after') {
  let sent = 0;
  let dead = false;
  const die = () => {
    dead = true;
    throw new CrashError(`${side} request ${number}`);
  };
  const watch: Watch = async (send) => {
    if (dead) throw new CrashError('sent after the crash');
    const mine = ++sent;
    if (mine === number && side === 'before') die();
    const answer = await send();
    if (mine === number || dead) die();
    return answer;
  };
  return { watch, hasCrashed: () => dead };
}

/**
 * Runs the work repeatedly and crashes it before and after its first request, then its second, and so
 * on, until a run sends fewer requests and completes.
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
    for (const side of ['before', 'after'] as const) {
      const crash = crashAt(number, side);
      const world = await prepare();
      await work(world, watchedClients(crash.watch)).catch((error: unknown) => {
        if (!crash.hasCrashed()) throw error;
      });
      await check(world, `${side} request ${number}`);
      if (!crash.hasCrashed()) return number - 1;
    }
  }
}
