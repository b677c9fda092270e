import { setTimeout as sleep } from 'node:timers/promises';
import type { Emulator } from '../../../infra/local/emulator/emulator.ts';
import { STACK } from '../stack/stack.ts';
import { startTestStack } from './start.ts';

/** A first start installs the emulator and the engine, which takes minutes on a slow connection. */
const LONGEST_START_MS = 15 * 60_000;
const LONGEST_STOP_MS = 60_000;

type Progress = (line: string) => void;

export type OpenStack = {
  /**
   * Resolves when the stack is up or could not be started. Test processes that are started later
   * find its outputs, or its error, in the environment.
   */
  started: Promise<void>;
  stop(): Promise<void>;
};

/** Begins to start the stack and returns at once. */
export function openStack(aws: Emulator, onProgress: Progress): OpenStack {
  const starting = startTestStack(aws, onProgress);
  const started = withinLimit(starting).then(
    ({ outputs }) => {
      process.env[STACK] = JSON.stringify({ outputs });
    },
    ({ message }: Error) => {
      console.error(`# The stack did not start: ${message}`);
      process.env[STACK] = JSON.stringify({ error: message });
    },
  );
  const stop = async () => {
    const stopped = starting.then(
      (stack) => stack.stop(),
      () => undefined, // printed already
    );
    // A start that hangs would delay the summary of all tests that failed because of it.
    await Promise.race([stopped, sleep(LONGEST_STOP_MS, undefined, { ref: false })]);
  };
  return { started, stop };
}

async function withinLimit<T>(starting: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const tooLate = sleep(LONGEST_START_MS, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`it was not up within ${LONGEST_START_MS / 60_000} minutes`);
  });
  try {
    return await Promise.race([starting, tooLate]);
  } finally {
    tooLate.catch(() => undefined);
    ended.abort();
  }
}
