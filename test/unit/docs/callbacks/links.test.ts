import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { pointersOf, read } from '../../../support/docs/parsed-callback.ts';

test('a link that was signed anew, or made for another browser, leads to the same path', () => {
  const url = 'https://other.example/cache/files/data/order-0042/output.docx/output.docx?md5=b';

  equal(read({ url }).path, read().path);
  equal(read({ url: `${url}`.replace('order-0042', 'order-0042_17') }).path === read().path, false);
  equal(read({ status: 3, url: undefined }).path, '');
});

test('a save without a link is refused, and a failed save without a link is not', () => {
  for (const status of [2, 6]) deepEqual(pointersOf({ status, url: undefined }), ['/url']);
  for (const status of [1, 3, 4, 7]) equal(pointersOf({ status, url: undefined }), undefined);
});

test('an unusable link of a save is refused, whatever is wrong with it', () => {
  const wrong = ['file:///etc/passwd', 'javascript:1', 'http://', 'http://[', '', ' ', '/', 7, {}];
  for (const url of wrong) deepEqual(pointersOf({ url }), ['/url'], String(url));
});

test('an unusable link other than the link of a save is dropped', () => {
  for (const link of ['file:///etc/passwd', 'javascript:1', 'http://[', 7, { a: 1 }, ['x']])
    for (const field of ['changesurl', 'formsdataurl'] as const) {
      const { links, unusable } = read({ [field]: link });
      deepEqual([links[field], unusable], [undefined, [field]], `${field} ${link}`);
    }
  const failed = read({ status: 3, url: 'file:///etc/passwd' });
  deepEqual([failed.links.url, failed.path, failed.unusable], [undefined, '', ['url']]);
});

test('a link may be https, and contain characters that Docs does not escape', () => {
  for (const url of ['https://docs.example/x', 'HTTP://docs:8080/č b.docx?md5=a', 'http://[::1]/x'])
    equal(read({ url }).links.url, url);
});

test('a link may lack its host or its scheme', () => {
  const path = '/cache/files/data/k/output.docx/output.docx';
  const links = {
    [`${path}?md5=a`]: `${path}?md5=a`,
    [` ${path}\n`]: path,
    [`//docs.example${path}`]: `http://docs.example${path}`,
    [`10.0.0.7:8080${path}`]: `http://10.0.0.7:8080${path}`,
    [`localhost:8080${path}`]: `http://localhost:8080${path}`,
  };
  for (const [url, expected] of Object.entries(links)) {
    const callback = read({ url });
    deepEqual([callback.links.url, callback.path], [expected, path]);
  }
});
