import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A fault of a TCP connection, by the names of toxiproxy. `value`: milliseconds for `latency`,
 * `slow_close`, `timeout` and `reset_peer`; KB a second for `bandwidth`; bytes for `slicer`, `limit_data`
 * and `stall`, which sends so many and then nothing. `down` refuses connections and breaks those that are open.
 */
export type Toxic = {
  type:
    | 'latency'
    | 'bandwidth'
    | 'slow_close'
    | 'timeout'
    | 'reset_peer'
    | 'slicer'
    | 'limit_data'
    | 'stall'
    | 'down';
  value: number;
};

/** What a connection does with a piece of data. */
export type Verdict =
  | { do: 'send'; pieces: Buffer[]; pauseMs: number }
  | { do: 'swallow' }
  | { do: 'close'; after: Buffer };

/** The pause between two pieces of `slicer`. */
const SLICE_PAUSE_MS = 1;
/** `slicer` cuts at most so many pieces out of one, so that a file of some MB ends. */
const MAX_SLICES = 2_000;

/**
 * Decides what happens to a piece of data under a toxic, and waits as long as the toxic delays it.
 *
 * @param sentBytes how much this connection has sent in this direction
 */
export async function applyToxic(
  { type, value }: Toxic,
  chunk: Buffer,
  sentBytes: number,
): Promise<Verdict> {
  switch (type) {
    case 'latency':
      await sleep(value);
      return whole(chunk);
    case 'bandwidth':
      await sleep(chunk.length / value); // value KB a second are `value` bytes a millisecond
      return whole(chunk);
    case 'slicer':
      return { do: 'send', pieces: slices(chunk, value), pauseMs: SLICE_PAUSE_MS };
    case 'limit_data': {
      const left = value - sentBytes;
      return left >= chunk.length
        ? whole(chunk)
        : { do: 'close', after: chunk.subarray(0, Math.max(0, left)) };
    }
    case 'stall': {
      const left = value - sentBytes;
      return left > 0 ? whole(chunk.subarray(0, left)) : { do: 'swallow' };
    }
    case 'timeout':
    case 'reset_peer':
    case 'down':
      return { do: 'swallow' };
    case 'slow_close':
      return whole(chunk);
  }
}

const whole = (chunk: Buffer): Verdict => ({ do: 'send', pieces: [chunk], pauseMs: 0 });

function slices(chunk: Buffer, bytes: number): Buffer[] {
  const size = Math.max(bytes, Math.ceil(chunk.length / MAX_SLICES));
  const pieces: Buffer[] = [];
  for (let at = 0; at < chunk.length; at += size) pieces.push(chunk.subarray(at, at + size));
  return pieces;
}
