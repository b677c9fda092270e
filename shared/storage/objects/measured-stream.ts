import { createHash, type Hash } from 'node:crypto';
import { GatewayError } from '../../errors.ts';

/** A file to read, and its limits. */
export type FileStream = {
  name: string;
  body: ReadableStream<Uint8Array>;
  /** In bytes, as the sender announced; null if it did not. */
  length: number | null;
  maxBytes: number;
  signal?: AbortSignal;
};

/** What has been read of a file so far, and why reading stopped early. */
export type Measurement = { size: number; hash: Hash; error?: GatewayError };

export function newMeasurement(): Measurement {
  return { size: 0, hash: createHash('sha256') };
}

/** The longest pause between two chunks. */
const MAX_PAUSE_MS = 30_000;

/**
 * Yields the chunks of a file and adds them to its size and hash. Stops reading as soon as the file exceeds its
 * limit, differs from its announced length, pauses for too long, or its signal is aborted. The error
 * is stored in `measured` too, because the code that reads the chunks may wrap it.
 *
 * @throws {GatewayError} RESULT_TOO_LARGE, or STORAGE_FAILED for every other reason
 */
export async function* measuredStream(
  file: FileStream,
  measured: Measurement,
): AsyncGenerator<Uint8Array> {
  const { name, body, length, signal } = file;
  const reader = body.getReader();
  const stop = (reason: string) => {
    measured.error ??= new GatewayError('STORAGE_FAILED', `${JSON.stringify(name)} ${reason}`);
    reader.cancel(measured.error).catch(() => {}); // a body that failed cannot be cancelled
  };
  const stopLate = () => stop('took too long');
  const pause = setTimeout(() => stop(`sent nothing for ${MAX_PAUSE_MS / 1000} s`), MAX_PAUSE_MS);
  signal?.addEventListener('abort', stopLate);
  try {
    if (signal?.aborted) stopLate();
    for await (const chunk of chunksWithin(file, reader, measured)) {
      pause.refresh();
      yield chunk;
    }
  } catch (error) {
    measured.error ??=
      error instanceof GatewayError ? error : cutShort(name, measured.size, length, error);
    throw measured.error;
  } finally {
    clearTimeout(pause);
    signal?.removeEventListener('abort', stopLate);
    reader.cancel().catch(() => {}); // has no effect once the body was read, failed or was cancelled
  }
}

async function* chunksWithin(
  { name, length, maxBytes }: FileStream,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  measured: Measurement,
): AsyncGenerator<Uint8Array> {
  if ((length ?? 0) > maxBytes) throw tooLarge(name, maxBytes);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    measured.size += value.byteLength;
    if (measured.size > maxBytes) throw tooLarge(name, maxBytes);
    measured.hash.update(value);
    yield value;
  }
  if (measured.error) throw measured.error;
  if (length !== null && measured.size !== length) throw cutShort(name, measured.size, length);
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
