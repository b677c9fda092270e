/** What a file is, by its first bytes. An office file of before 2007 begins like a locked one. */
export type InputKind = 'picture' | 'office' | 'locked' | 'pdf' | 'empty' | 'other';

/** How many bytes decide what a file is. */
export const START_BYTES = 512;

const SIGNATURES: [kind: InputKind, ...starts: string[]][] = [
  ['picture', '\x89PNG', '\xff\xd8\xff', 'GIF8', 'BM', 'II*\0', 'MM\0*', '\0\0\x01\0', '8BPS'],
  ['picture', '\xd7\xcd\xc6\x9a', '\x01\0\0\0', '\xffO\xffQ', '\0\0\0\x0cjP'],
  ['office', 'PK\x03\x04', '{\\rtf'],
  ['locked', '\xd0\xcf\x11\xe0'],
  ['pdf', '%PDF'],
];

/** @param start the first 512 bytes, or all if there are fewer */
export function kindInBytes(start: Uint8Array): InputKind {
  if (start.length === 0) return 'empty';
  const text = Buffer.from(start).toString('latin1');
  const known = SIGNATURES.find(([, ...starts]) => starts.some((bytes) => text.startsWith(bytes)));
  if (known) return known[0];
  const isContainer = text.startsWith('RIFF')
    ? text.slice(8, 12) === 'WEBP'
    : text.slice(4, 8) === 'ftyp';
  return isContainer || isDrawing(text) ? 'picture' : 'other';
}

/** XML may be SVG, also where its first tag comes later. */
function isDrawing(text: string): boolean {
  return text.includes('<svg') || text.replace('\xef\xbb\xbf', '').trimStart().startsWith('<?xml');
}
