import { crc32, deflateRawSync } from 'node:zlib';

/** 1980-01-01, the date of a file whose date is unknown. */
const DOS_DATE = 0x21;
const DEFLATED = 8;
const VERSION = 20;

/** Packs files into a zip; the keys of `files` are their names. */
export function zipOf(files: Record<string, string>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const path = Buffer.from(name);
    const plain = Buffer.from(text);
    const packed = deflateRawSync(plain);
    const header = headerOf(path, plain, packed);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), header, path, packed]);
    const madeBy = Buffer.from([VERSION, 0]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, header, rest, path]));
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, ...directory, Buffer.from('PK\x05\x06'), end]);
}

/** The part of a header that is the same before a file and in the central directory. */
function headerOf(path: Buffer, plain: Buffer, packed: Buffer): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(VERSION, 0);
  header.writeUInt16LE(DEFLATED, 4);
  header.writeUInt16LE(DOS_DATE, 8);
  header.writeUInt32LE(crc32(plain), 10);
  header.writeUInt32LE(packed.length, 14);
  header.writeUInt32LE(plain.length, 18);
  header.writeUInt16LE(path.length, 22);
  return header;
}
