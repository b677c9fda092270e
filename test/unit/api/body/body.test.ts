import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { type BodyKind, JSON_BODY, readBody } from '../../../../shared/api/body/body.ts';

const json = { 'content-type': 'application/json' };

const FORM: BodyKind = { mediaType: 'multipart/form-data', read: () => 'a form' };

function read(headers: Record<string, string>, body?: string | Buffer) {
  return Buffer.isBuffer(body)
    ? readBody({ headers, body: body.toString('base64'), isBase64Encoded: true }, [JSON_BODY, FORM])
    : readBody({ headers, body, isBase64Encoded: false }, [JSON_BODY, FORM]);
}

test('a body is read from text and from base64, each kind by its own reader', async () => {
  deepEqual(await read(json, '{"template":"ä"}'), { template: 'ä' });
  deepEqual(await read(json, Buffer.from('{"template":"ä"}')), { template: 'ä' });
  equal(await read({ 'content-type': 'multipart/form-data; boundary=x' }, 'x'), 'a form');
});

test('a content type is accepted in any case and with the charset UTF-8', async () => {
  for (const type of [
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; profile="x"',
  ])
    deepEqual(await read({ 'content-type': type }, '7'), 7, type);
});

test('other content types, charsets and content codings are refused by name', async () => {
  const refused: [Record<string, string>, string][] = [
    [{}, 'a body without content type'],
    [{ 'content-type': '' }, 'a body without content type'],
    [{ 'content-type': 'text/plain' }, 'the content type text/plain'],
    [{ 'content-type': 'application/jsonp' }, 'the content type application/jsonp'],
    [{ 'content-type': 'application/json; charset=latin1' }, 'the charset latin1'],
    [{ ...json, 'content-encoding': 'gzip' }, 'the content coding gzip'],
  ];
  for (const [headers, what] of refused)
    await rejects(read(headers, '{}'), {
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: `This route does not accept ${what}. Send application/json or multipart/form-data, in UTF-8, without a content coding.`,
    });
});

test('a content type of many blanks is refused in a moment', async () => {
  const type = `application/json; charset=${' '.repeat(10_000)}""x`;
  const before = process.threadCpuUsage();

  await rejects(read({ 'content-type': type }, '{}'), { code: 'UNSUPPORTED_MEDIA_TYPE' });

  const { user, system } = process.threadCpuUsage(before);
  ok(user + system < 1_000_000);
});

test('a body that is empty, truncated or not JSON is MALFORMED', async () => {
  for (const body of [undefined, '', ' ', '{"a":1', 'builder.CreateFile("docx");', '{"a":1}{}'])
    await rejects(read(json, body), { code: 'MALFORMED' }, body);
});

test('JSON that parsers read differently is MALFORMED', async () => {
  for (const body of [
    '{"a":1,"a":2}',
    '{"__proto__":{}}',
    '1e400',
    '"\\ud800"',
    '['.repeat(10_000) + ']'.repeat(10_000),
  ])
    await rejects(read(json, body), { code: 'MALFORMED' }, body.slice(0, 20));
});

test('a body that is not UTF-8 is refused, also where API Gateway has replaced what it could not read', async () => {
  const message =
    'The body is not UTF-8. Encode it as UTF-8 before you send it; some clients, such as Windows PowerShell 5.1, send Latin-1 unless told otherwise. Write the character U+FFFD as the escape \\uFFFD.';

  for (const body of [Buffer.from([0x22, 0xff, 0x22]), '{"city":"K\uFFFDln"}'])
    await rejects(read(json, body), { code: 'MALFORMED', message });
  equal(await read(json, '"\\uFFFD"'), '\uFFFD');
});

test("a body over Lambda's 6 MB is TOO_LARGE, by its length or its Content-Length", async () => {
  await rejects(read(json, `"${'a'.repeat(6 * 1024 * 1024)}"`), { code: 'TOO_LARGE' });
  await rejects(read({ ...json, 'content-length': '6291457' }, '{}'), {
    code: 'TOO_LARGE',
    message: 'The body has 6291457 bytes; the limit is 6291456.',
  });
  equal(await read(json, `"${'a'.repeat(6 * 1024 * 1024 - 2)}"`), 'a'.repeat(6 * 1024 * 1024 - 2));
});

test('a body in base64 is TOO_LARGE over 4.5 MB, which are 6 MB in base64', async () => {
  const limit = 4.5 * 1024 * 1024;

  equal(await read(json, Buffer.from(`"${'a'.repeat(limit - 2)}"`)), 'a'.repeat(limit - 2));
  await rejects(read(json, Buffer.from(`"${'a'.repeat(limit - 1)}"`)), {
    code: 'TOO_LARGE',
    message: `The body has ${limit + 1} bytes; the limit is ${limit}.`,
  });
});
