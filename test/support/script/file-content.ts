import { inflateRawSync } from 'node:zlib';

/** What differs from run to run: times, and the random ids of paragraphs, shapes and charts. */
const CHANGING =
  /\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)|\(D:\d{14}|(?<=[Ii]d=")[^"]*|\{?[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}?/g;

/** What a saved file says: of an office file all its members; without what differs from run to run. */
export function contentOf(file: Buffer): string {
  const text = file.subarray(0, 2).toString() === 'PK' ? membersOf(file) : file.toString('latin1');
  return text.replaceAll(CHANGING, '');
}

/** The members of a zip, by its central directory. */
function membersOf(zip: Buffer): string {
  const members: string[] = [];
  let at = zip.readUInt32LE(zip.lastIndexOf('PK\x05\x06', undefined, 'latin1') + 16);
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [nameLength, extraLength] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30)];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    const content = zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed;
    members.push(`${name}\n${content.toString('latin1')}`);
    at += 46 + nameLength + extraLength + zip.readUInt16LE(at + 32);
  }
  return members.sort().join('\n');
}
