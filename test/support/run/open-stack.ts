import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Emulator } from '../../../infra/local/emulator/emulator.ts';
import { FACTS_URL } from '../stack/stack.ts';
import { startTestStack } from './start.ts';

const LONGEST_STOP_MS = 60_000;

type Progress = (line: string) => void;

/**
 * Begins to start the stack and returns at once. Test processes get what they must know of the stack
 * from a server whose address is in the environment; it answers when the stack is up.
 */
export async function openStack(
  aws: Emulator,
  onProgress: Progress,
): Promise<{ stop(): Promise<void> }> {
  const starting = startTestStack(aws, onProgress);
  starting.catch((error: Error) => console.error(`# The stack did not start: ${error.message}`));
  const server = createServer(async (_request, response) => {
    const [status, body] = await starting.then(
      ({ facts }) => [200, JSON.stringify(facts)] as const,
      (error: Error) => [500, error.message] as const,
    );
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  process.env[FACTS_URL] = `http://127.0.0.1:${address.port}`;
  const stop = async () => {
    server.close();
    const stopped = starting.then(
      (stack) => stack.stop(),
      () => undefined, // printed already
    );
    // A start that hangs would delay the summary of all tests that failed because of it.
    await Promise.race([stopped, sleep(LONGEST_STOP_MS, undefined, { ref: false })]);
  };
  return { stop };
}
