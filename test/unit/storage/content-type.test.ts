import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { contentTypeOf } from '../../../shared/storage/objects/content-type.ts';

const types = {
  'a.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'A.PDF': 'application/pdf',
  'a.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'a.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'a.txt': 'text/plain',
  'a.csv': 'text/csv',
  'a.oform': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.oform',
  'a.docxf': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.docxf',
  'a.fb2': 'application/x-fictionbook+xml',
  'a.constructor': 'application/octet-stream',
  data: 'application/octet-stream',
};

for (const [name, contentType] of Object.entries(types)) {
  test(`a file ${name} has the media type ${contentType}`, () => {
    equal(contentTypeOf(name), contentType);
  });
}
