import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { zipOf } from '../../../infra/local/docs-server/editing/zip.ts';
import { typeInBytes } from '../../../shared/storage/objects/first-bytes.ts';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const ODT = 'application/vnd.oasis.opendocument.text';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** An archive with one entry that is not compressed. */
function storedZip(name: string, text: string): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt32LE(text.length, 18);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name + text), zipOf({ rest: '' })]);
}

/** The content types of an Open XML file with these main parts. */
const listOf = (...mains: string[]) =>
  `<Types>${mains.map((type) => `<Override PartName="/a" ContentType="${type}"/>`).join('')}</Types>`;

const ooxml = (type: string) => zipOf({ '[Content_Types].xml': listOf(type) });
const LONG = 'x'.repeat(100_000);

const FILES: [what: string, bytes: Buffer, type: string | undefined][] = [
  ['a PDF file', latin1('%PDF-1.7\n'), 'application/pdf'],
  ['a PNG picture', latin1('\x89PNG\r\n\x1a\n\0\0'), 'image/png'],
  ['a JPEG picture', latin1('\xff\xd8\xff\xe0'), 'image/jpeg'],
  ['a GIF picture', latin1('GIF89a'), 'image/gif'],
  ['a WebP picture', latin1('RIFF\x10\0\0\nWEBPVP8 '), 'image/webp'],
  ['an RTF file', latin1('{\\rtf1\\ansi'), 'application/rtf'],
  ['a Word file', ooxml(`${WORD}.main+xml`), WORD],
  [
    'a Word file whose list is not its first entry',
    zipOf({ 'docProps/app.xml': LONG, '[Content_Types].xml': listOf(`${WORD}.main+xml`) }),
    WORD,
  ],
  [
    'a Word file with an embedded workbook',
    zipOf({
      '[Content_Types].xml': listOf(
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        `${WORD}.main+xml`,
      ),
    }),
    WORD,
  ],
  [
    'a binary workbook',
    ooxml('application/vnd.ms-excel.sheet.binary.macroEnabled.main'),
    'application/vnd.ms-excel.sheet.binary.macroenabled.12',
  ],
  [
    'a Word template with macros',
    ooxml('application/vnd.ms-word.template.macroEnabledTemplate.main+xml'),
    'application/vnd.ms-word.template.macroenabled.12',
  ],
  ['an OpenDocument text', storedZip('mimetype', ODT), ODT],
  ['an e-book', storedZip('mimetype', 'application/epub+zip'), 'application/epub+zip'],
  ['an archive of two office files', zipOf({ 'a.docx': LONG, 'b.xlsx': LONG }), undefined],
  ['an archive with a file mimetype', storedZip('mimetype', 'text/html'), undefined],
  ['an archive whose mimetype is compressed', zipOf({ mimetype: ODT }), undefined],
  [
    'an Open XML file with two main parts',
    zipOf({
      '[Content_Types].xml': listOf(
        `${WORD}.main+xml`,
        'application/vnd.ms-visio.drawing.main+xml',
      ),
    }),
    undefined,
  ],
  ['an Open XML file of an unknown kind', ooxml('application/vnd.unknown.main+xml'), undefined],
  ['an Open XML file that ends before its list', ooxml(WORD).subarray(0, 40), undefined],
  ['an empty archive', latin1('PK\x05\x06'), undefined],
  ['an office file of before 2007', latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), undefined],
  ['a text', Buffer.from('Dear Sir,'), undefined],
  ['an empty file', Buffer.alloc(0), undefined],
];

for (const [what, bytes, type] of FILES) {
  test(`by its first bytes, ${what} has ${type ?? 'no media type'}`, () => {
    equal(typeInBytes(bytes), type);
  });
}

test('a list of content types whose size follows it is read', () => {
  const bytes = ooxml(`${WORD}.main+xml`);
  bytes.writeUInt16LE(8, 6);
  bytes.writeUInt32LE(0, 18);

  equal(typeInBytes(bytes), WORD);
});

test('a list that unpacks to more than a megabyte is not read', () => {
  const list = `${' '.repeat(2_000_000)}${listOf(`${WORD}.main+xml`)}`;

  equal(typeInBytes(zipOf({ '[Content_Types].xml': list })), undefined);
});

test('any bytes that begin like an archive are read without an error', () => {
  const archive = ooxml(`${WORD}.main+xml`);
  fc.assert(
    fc.property(
      fc.nat(archive.length - 1),
      fc.nat(255),
      fc.nat(archive.length),
      (at, byte, end) => {
        const broken = Buffer.from(archive);
        broken[at] = byte;
        const type = typeInBytes(broken.subarray(0, end));
        equal(type === undefined || type.startsWith('application/'), true);
      },
    ),
  );
});
