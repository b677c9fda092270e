import { constants, inflateRawSync } from 'node:zlib';
import { OFFICE_TYPES } from './office-types.ts';

/** Formats whose first bytes belong to no other format. */
const SIGNATURES: [bytes: string, type: string][] = [
  ['%PDF-', 'application/pdf'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['{\\rtf', 'application/rtf'],
];

/**
 * The media type of a file by its first bytes; undefined unless they leave no doubt. An archive is recognized
 * as an office file by what it contains. Office files of before 2007 and locked ones all begin alike, so their
 * bytes do not tell.
 */
export function typeInBytes(start: Uint8Array): string | undefined {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  const text = bytes.toString('latin1', 0, 16);
  if (/^RIFF.{4}WEBP/s.test(text)) return 'image/webp';
  if (text.startsWith('PK\x03\x04')) return typeOfArchive(bytes);
  return SIGNATURES.find(([signature]) => text.startsWith(signature))?.[1];
}

/** An OpenDocument file or an e-book begins with its media type. */
const MIMETYPE =
  /^application\/(?:vnd\.(?:oasis\.opendocument|sun\.xml)\.[a-z.-]{1,40}|epub\+zip)$/;

/** The content type of the main part of an Open XML file: the file's media type, followed by `.main`. */
const MAIN_PART = /ContentType="(application\/vnd\.[\w.-]{1,90})\.main(?:\+xml)?"/g;

function typeOfArchive(bytes: Buffer): string | undefined {
  for (const entry of entriesOf(bytes)) {
    if (entry.name === 'mimetype' && entry.offset === 0) {
      const type = entry.method === STORED ? entry.data.toString('latin1') : '';
      return MIMETYPE.test(type) ? type : undefined;
    }
    if (entry.name === '[Content_Types].xml') return typeOfMainPart(contentOf(entry));
  }
  return undefined;
}

function typeOfMainPart(contentTypes: string): string | undefined {
  const mains = [...contentTypes.matchAll(MAIN_PART)].map(([, type = '']) => type.toLowerCase());
  const [main, ...others] = new Set(mains);
  if (main === undefined || others.length > 0) return undefined;
  // The main part of a file with macros lacks the version, and says twice that a .dotm is a template.
  const types = [main, `${main.replace(/(?<=macroenabled)template$/, '')}.12`];
  return types.find((type) => KNOWN.has(type));
}

const KNOWN = new Set(Object.values(OFFICE_TYPES));

const STORED = 0;
const DEFLATED = 8;
/** Enough for the list of the parts of an office file. */
const MAX_LIST_BYTES = 64 * 1024;

type Entry = { offset: number; name: string; method: number; data: Buffer };

/**
 * The entries of an archive, from its beginning. It ends where the bytes end, or after an entry whose size
 * follows its content: `data` then has all further bytes.
 */
function* entriesOf(bytes: Buffer): Generator<Entry> {
  for (let offset = 0; offset + 30 <= bytes.length; ) {
    if (bytes.readUInt32LE(offset) !== 0x04034b50) return;
    const hasSize = (bytes.readUInt16LE(offset + 6) & 8) === 0;
    const nameEnd = offset + 30 + bytes.readUInt16LE(offset + 26);
    const from = nameEnd + bytes.readUInt16LE(offset + 28);
    const to = hasSize ? from + bytes.readUInt32LE(offset + 18) : bytes.length;
    const name = bytes.toString('utf8', offset + 30, nameEnd);
    yield { offset, name, method: bytes.readUInt16LE(offset + 8), data: bytes.subarray(from, to) };
    if (!hasSize) return;
    offset = to;
  }
}

/** The text of an entry, as far as its bytes are there; empty if it cannot be read. */
function contentOf({ method, data }: Entry): string {
  if (method === STORED) return data.toString('utf8', 0, MAX_LIST_BYTES);
  if (method !== DEFLATED) return '';
  try {
    return inflateRawSync(data.subarray(0, MAX_LIST_BYTES), {
      finishFlush: constants.Z_SYNC_FLUSH, // the entry may end outside of the bytes
      maxOutputLength: 16 * MAX_LIST_BYTES,
    }).toString('utf8');
  } catch {
    return '';
  }
}
