import { crc32 } from 'node:zlib';
import { collectYoungGarbage } from './young-garbage.ts';

/** Bytes of a file, and their CRC-32, big-endian in Base64 as S3 takes it. */
export type Part = { bytes: Buffer; crc32: string };

/** S3's minimum; with S3's maximum of 10,000 parts, enough for 48 GiB. */
export const PART_BYTES = 5 * 1024 * 1024;

/**
 * Full parts, then the rest; an empty body is one empty part.
 *
 * @param buffers the number of buffers, which are reused in turn: the bytes of a part change when the part
 *   that is so many later is requested
 */
export async function* partsOf(
  body: AsyncIterable<Uint8Array>,
  buffers: number,
): AsyncGenerator<Part> {
  const made: Buffer[] = [];
  let yielded = 0;
  let filled = 0;
  let checksum = 0;
  const current = () => (made[yielded % buffers] ??= Buffer.allocUnsafeSlow(PART_BYTES));
  const part = () => ({ bytes: current().subarray(0, filled), crc32: encoded(checksum) });
  for await (const chunk of body) {
    for (let taken = 0; taken < chunk.length; ) {
      const slice = chunk.subarray(taken, taken + PART_BYTES - filled);
      current().set(slice, filled);
      // Here and not for the whole part: the chunk is still in the processor's cache.
      checksum = crc32(slice, checksum);
      taken += slice.length;
      filled += slice.length;
      if (filled < PART_BYTES) continue;
      yield part();
      yielded += 1;
      filled = 0;
      checksum = 0;
      collectYoungGarbage(); // the chunks, which are now copied into the part
    }
  }
  if (filled > 0 || yielded === 0) yield part();
}

function encoded(checksum: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(checksum);
  return bytes.toString('base64');
}
