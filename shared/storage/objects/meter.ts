import { createHash, type Hash } from 'node:crypto';
import { GatewayError } from '../../errors.ts';

export type Announced = {
  name: string;
  body: ReadableStream<Uint8Array>;
  /** In bytes, as announced; null where nobody said. */
  length: number | null;
  maxBytes: number;
  signal?: AbortSignal;
};

/** What is known of a body once it has been read. */
export type Tally = { size: number; hash: Hash; fault?: GatewayError };

export function emptyTally(): Tally {
  return { size: 0, hash: createHash('sha256') };
}

/** Longest silence of a source that has begun to send. */
const SILENCE_MS = 30_000;

/**
 * Passes a body on, counting and hashing it, and lets go of it as soon as it is not what was
 * announced. What is thrown stands in the tally too, for whoever reads may wrap it.
 *
 * @throws {GatewayError} RESULT_TOO_LARGE, or STORAGE_FAILED when it broke off, was silent or aborted
 */
export async function* metered(announced: Announced, tally: Tally): AsyncGenerator<Uint8Array> {
  const { name, body, length, maxBytes, signal } = announced;
  const reader = body.getReader();
  const stop = (why: string) => {
    tally.fault ??= new GatewayError('STORAGE_FAILED', `${JSON.stringify(name)} ${why}`);
    reader.cancel(tally.fault).catch(() => {}); // a body that failed already cannot be cancelled
  };
  const stopLate = () => stop('took too long');
  const silence = setTimeout(() => stop(`fell silent for ${SILENCE_MS / 1000} s`), SILENCE_MS);
  signal?.addEventListener('abort', stopLate);
  try {
    if (signal?.aborted) stopLate();
    if ((length ?? 0) > maxBytes) throw tooLarge(name, maxBytes);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      silence.refresh();
      tally.size += value.byteLength;
      if (tally.size > maxBytes) throw tooLarge(name, maxBytes);
      tally.hash.update(value);
      yield value;
    }
    if (tally.fault) throw tally.fault;
    if (length !== null && tally.size !== length) throw cutShort(name, tally.size, length);
  } catch (error) {
    tally.fault ??=
      error instanceof GatewayError ? error : cutShort(name, tally.size, length, error);
    throw tally.fault;
  } finally {
    clearTimeout(silence);
    signal?.removeEventListener('abort', stopLate);
    reader.cancel().catch(() => {}); // read to its end, failed or cancelled before: nothing to do
  }
}

function tooLarge(name: string, maxBytes: number): GatewayError {
  const message = `${JSON.stringify(name)} is larger than ${maxBytes} bytes`;
  return new GatewayError('RESULT_TOO_LARGE', message);
}

function cutShort(name: string, size: number, length: number | null, cause?: unknown) {
  const of = length === null ? '' : ` of ${length}`;
  const message = `${JSON.stringify(name)} was cut short after ${size}${of} bytes`;
  return new GatewayError('STORAGE_FAILED', message, { cause });
}
