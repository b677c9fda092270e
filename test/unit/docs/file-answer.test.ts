import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { openFile } from '../../../shared/docs/open-file.ts';
import { docsAt, oneFileDocs } from '../../support/docs/served-file.ts';
import { serve } from '../../support/serve.ts';

const PAGE = '<html><form action=/login></form></html>';
const HTML = 'text/html; charset=utf-8';

test('an HTML page with status 200 in place of a file is DOCS_UNAVAILABLE', async (t) => {
  for (const disposition of [undefined, 'inline', 'attachments', 'form-data; name="attachment"']) {
    const headers = {
      'content-type': HTML,
      ...(disposition && { 'content-disposition': disposition }),
    };
    const url = await serve(t, (_request, response) => response.writeHead(200, headers).end(PAGE));

    await assert.rejects(openFile(docsAt(url), { name: 'a.docx', url: `${url}/a?md5=secret` }), {
      code: 'DOCS_UNAVAILABLE',
      message: 'Docs sent something other than the file "a.docx" (text/html)',
    });
  }
});

test('any content that Docs sends as an attachment is the file', async (t) => {
  const dispositions = ['attachment', 'Attachment', "attachment; filename*=UTF-8''page.html"];
  for (const disposition of dispositions) {
    const headers = { 'content-type': HTML, 'content-disposition': disposition };
    const { docs } = await oneFileDocs(t, 200, headers, PAGE);

    const { body } = await openFile(docs, { name: 'page.html', url: docs.url });

    assert.equal((await buffer(body)).toString(), PAGE);
  }
});

/** Opens a file that a storage sends in these chunks, with this type and without a disposition. */
async function openStored(t: TestContext, name: string, type: string | null, chunks: string[]) {
  const url = await serve(t, async (_request, response) => {
    response.writeHead(200, type === null ? {} : { 'content-type': type });
    for (const chunk of chunks)
      await new Promise<void>((sent) => response.write(chunk, 'latin1', () => sent()));
    response.end();
  });
  const docs = docsAt('http://docs.example', [url]);
  return buffer((await openFile(docs, { name, url: `${url}/a` })).body);
}

const BOM = '\xef\xbb\xbf';
const pages: [name: string, type: string | null, ...chunks: string[]][] = [
  ['a.docx', HTML, PAGE],
  ['a.docx', 'text/html', BOM, ' \r\n', '<', '!doctype html><title>Sign in</title>'],
  ['a.pdf', 'application/xhtml+xml', '<?xml version="1.0"?><html/>'],
  ['a.html.docx', null, '<!-- soon --><html>'],
];

for (const [name, type, ...chunks] of pages) {
  test(`${JSON.stringify(chunks)} with the type ${type} from a storage is a page, not ${name}`, async (t) => {
    await assert.rejects(openStored(t, name, type, chunks), { code: 'DOCS_UNAVAILABLE' });
  });
}

const stored: [name: string, type: string | null, ...chunks: string[]][] = [
  ['a.docx', null, 'P', 'K\x03\x04 and so on'],
  ['a.docx', HTML, 'PK\x03\x04'],
  ['locked.docx', null, '\xd0\xcf\x11\xe0', '\xa1\xb1'],
  ['a.pdf', 'application/pdf', '%PDF-1.7'],
  ['a.txt', 'text/plain', '<html> is a tag'],
  ['a.csv', 'text/csv', 'a;b'],
  ['a.json', 'application/json', '[]'],
  ['a.fb2', 'application/xml', '<?xml version="1.0"?><FictionBook/>'],
  ['a.unknown', 'application/octet-stream', '<html>'],
  ['page.html', HTML, '<!DOCTYPE html>', '<html></html>'],
  ['page.HTM', null, '<html></html>'],
  ['page.xhtml', 'application/xhtml+xml', '<html/>'],
  ['blank.txt', null, ' '.repeat(600), ' '.repeat(600)],
  ['empty.txt', null],
];

for (const [name, type, ...chunks] of stored) {
  test(`${name} with the type ${type} from a storage is opened complete`, async (t) => {
    const file = await openStored(t, name, type, chunks);

    assert.equal(file.toString('latin1'), chunks.join(''));
  });
}

test('the caller’s signal ends a download from a storage that stops after its headers', async (t) => {
  const url = await serve(t, (_request, response) => void response.writeHead(200).flushHeaders());
  const docs = docsAt('http://docs.example', [url]);
  const signal = AbortSignal.timeout(100);

  await assert.rejects(openFile(docs, { name: 'a.docx', url }, signal), {
    code: 'DOCS_UNAVAILABLE',
  });
});
