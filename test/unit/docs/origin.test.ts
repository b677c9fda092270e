import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rebase } from '../../../shared/docs/origin.ts';

const LINK = '/cache/files/data/k/output/a.docx/a.docx?md5=x_-&expires=1&filename=a.docx';

test('scheme, host and port of a link are replaced by those of the configured Docs', () => {
  for (const origin of ['http://localhost:8000', 'https://other.example', 'http://docs%5fserver']) {
    assert.equal(rebase(`${origin}${LINK}`, 'https://docs.example'), `https://docs.example${LINK}`);
  }
});

test('the path prefix of the configured Docs is added to a link without it', () => {
  const docs = 'https://office.example/docs';

  assert.equal(rebase(`http://inside${LINK}`, docs), `${docs}${LINK}`);
  assert.equal(rebase(`http://inside/docs${LINK}`, docs), `${docs}${LINK}`);
  assert.equal(rebase('http://inside/docsX/a', docs), `${docs}/docsX/a`);
});

test('a link to a file is cut at Docs’ file server, under whatever path browsers find Docs', () => {
  const inner = 'http://docs.internal';

  for (const folder of ['', '/onlyoffice', '/a/b', '/docs', '/cache']) {
    const link = `https://cloud.example.com${folder}${LINK}`;
    assert.equal(rebase(link, inner), `${inner}${LINK}`);
    assert.equal(rebase(link, `${inner}/docs`), `${inner}/docs${LINK}`);
    assert.equal(rebase(`${folder}${LINK}`, inner), `${inner}${LINK}`);
  }
});

test('the path of the file server of a Docs that stores its files in S3 is recognized', () => {
  const link = '/storage-cache/files/forgotten/k/output.docx/output.docx?md5=x';

  assert.equal(
    rebase(`https://cloud.example.com/office${link}`, 'http://docs.internal'),
    `http://docs.internal${link}`,
  );
});

test('a file whose own name holds the path of the file server keeps its name', () => {
  const link = '/cache/files/data/k/output/x/cache/files/a.docx/a.docx?md5=x';

  assert.equal(rebase(`https://a.example${link}`, 'http://b.example'), `http://b.example${link}`);
});

test('a link into a listed storage is not changed', () => {
  const link = 'https://bucket.s3.amazonaws.com/a%20b?X-Amz-Signature=1';

  assert.equal(rebase(link, 'https://docs.example', ['https://bucket.s3.amazonaws.com']), link);
  assert.equal(
    rebase(link, 'https://docs.example', ['http://bucket.s3.amazonaws.com']),
    'https://docs.example/a%20b?X-Amz-Signature=1',
  );
});

const tricks = [
  'http://evil@docs.example/a',
  '//evil/a',
  'http:///evil/a',
  '\\\\evil\\a',
  'http://docs.example//evil/a',
  'http://x/../../a',
  '@evil/a',
  ':8080/a',
  'http://x/cache/files/../../../a',
  'http://x//cache/files//evil/a',
  '',
];

for (const url of tricks) {
  test(`${JSON.stringify(url)} becomes a link below the prefix of the configured Docs`, () => {
    assert.ok(rebase(url, 'https://docs.example/p').startsWith('https://docs.example/p/'));
  });
}

test('no link leads to another host than the configured Docs', () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.string({ unit: 'binary' })), (url) => {
      const { origin, pathname } = new URL(rebase(url, 'https://docs.example/p'));

      assert.equal(origin, 'https://docs.example');
      assert.ok(pathname.startsWith('/p/') || pathname === '/p');
    }),
  );
});
