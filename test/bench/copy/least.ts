/**
 * A process that does the least that a copy needs, with the modules of Node.js alone: receives the file, finds its
 * SHA-256 and the CRC-32 of each part, and sends the parts, two at a time. It shares no code with the copy of the
 * gateway, which is compared with it.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage, request } from 'node:http';
import { crc32 } from 'node:zlib';
import { PART_BYTES } from '../../../shared/storage/objects/parts-of-stream.ts';
import { reportCopy } from './report.ts';

const [from = '', to = '', bytes = '0'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const PARTS_AT_ONCE = 2;

async function send(part: Uint8Array, checksum: number): Promise<void> {
  const headers = { 'content-length': part.length, 'x-amz-checksum-crc32': String(checksum) };
  const sending = request(`${to}/bench/copy`, { method: 'PUT', agent, headers }).end(part);
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  await once(answer.resume(), 'end');
}

async function copy(size: number): Promise<void> {
  const [answer] = (await once(get(`${from}/${size}`), 'response')) as [IncomingMessage];
  const parts = Array.from({ length: PARTS_AT_ONCE + 1 }, () => Buffer.allocUnsafeSlow(PART_BYTES));
  const sent: Promise<void>[] = [];
  const hash = createHash('sha256');
  let filled = 0;
  let checksum = 0;
  const part = () => parts[sent.length % parts.length] as Buffer;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    hash.update(chunk);
    for (let taken = 0; taken < chunk.length; ) {
      const slice = chunk.subarray(taken, taken + PART_BYTES - filled);
      part().set(slice, filled);
      checksum = crc32(slice, checksum);
      taken += slice.length;
      filled += slice.length;
      if (filled < PART_BYTES) continue;
      sent.push(send(part(), checksum));
      [filled, checksum] = [0, 0];
      await sent.at(-1 - PARTS_AT_ONCE);
    }
  }
  if (filled > 0) sent.push(send(part().subarray(0, filled), checksum));
  await Promise.all(sent);
  hash.digest();
  agent.destroy();
}

await reportCopy(() => copy(Number(bytes)));
