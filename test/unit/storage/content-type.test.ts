import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { contentTypeOf } from '../../../shared/storage/objects/content-type.ts';

const NOTHING = Buffer.alloc(0);
const PDF = Buffer.from('%PDF-1.7\n');

const types = {
  'a.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'A.PDF': 'application/pdf',
  'a.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'a.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'a.doc': 'application/msword',
  'a.dot': 'application/msword',
  'a.xls': 'application/vnd.ms-excel',
  'a.xlt': 'application/vnd.ms-excel',
  'a.ppt': 'application/vnd.ms-powerpoint',
  'a.pps': 'application/vnd.ms-powerpoint',
  'a.pot': 'application/vnd.ms-powerpoint',
  'a.fodt': 'application/vnd.oasis.opendocument.text-flat-xml',
  'a.sxc': 'application/vnd.sun.xml.calc',
  'a.vsdx': 'application/vnd.ms-visio.drawing',
  'a.md': 'text/markdown',
  'a.rtf': 'application/rtf',
  'a.epub': 'application/epub+zip',
  'a.html': 'text/html',
  'a.webp': 'image/webp',
  'a.txt': 'text/plain',
  'a.csv': 'text/csv',
  'a.oform': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.oform',
  'a.docxf': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.docxf',
  'a.fb2': 'application/x-fictionbook+xml',
  'changes.zip': 'application/zip',
  'a.constructor': 'application/octet-stream',
  'a.et': 'application/octet-stream',
  data: 'application/octet-stream',
  docx: 'application/octet-stream',
  '.docx': 'application/octet-stream',
  'a.': 'application/octet-stream',
};

for (const [name, contentType] of Object.entries(types)) {
  test(`an empty file ${name} has the media type ${contentType}`, () => {
    equal(contentTypeOf(name, NOTHING), contentType);
  });
}

test('the first bytes of a file give its media type only if its name does not', () => {
  for (const name of ['a', 'a.', 'a.bin', 'a.2026', 'a.pdf ', 'pdf', '.docx', 'a.constructor'])
    equal(contentTypeOf(name, PDF), 'application/pdf', name);
  equal(contentTypeOf('a.txt', PDF), 'text/plain');
  equal(contentTypeOf('a.xls', PDF), 'application/vnd.ms-excel');
});
