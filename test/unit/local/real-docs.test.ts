import { equal, rejects, throws } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { decodeJwt, jwtVerify } from 'jose';
import { readBody } from '../../../infra/local/docs-server/http/request.ts';
import { checkDocs, diagnosis, realDocsFrom } from '../../../infra/local/real-docs.ts';
import { serve } from '../../support/serve.ts';

const SECRET = 'a-docs-secret-of-at-least-32-bytes';

type FakeDocs = { version?: string; path?: string; checksTokens?: boolean };

/** Answers like the command service of a Docs of this version. */
function fakeDocs(t: TestContext, docs: FakeDocs = {}): Promise<string> {
  const { version = '9.0.4.1', path = '/command', checksTokens = true } = docs;
  return serve(t, async (request, response) => {
    if (request.url !== path) return response.writeHead(404).end('<html>Cannot POST</html>');
    const { token } = JSON.parse(String(await readBody(request)));
    const key = new TextEncoder().encode(SECRET);
    const good = !checksTokens || (token && (await jwtVerify(token, key).catch(() => false)));
    return response.end(JSON.stringify(good ? { error: 0, version } : { error: 6 }));
  });
}

const withUrl = (url: string, secret = SECRET) => ({ url, secret, gatewayUrl: 'http://10.0.0.9' });

test('a Docs that accepts the secret passes the check, with the path of its command service', async (t) => {
  equal(await checkDocs(withUrl(await fakeDocs(t))), '/command');
  const path = '/coauthoring/CommandService.ashx';
  equal(await checkDocs(withUrl(await fakeDocs(t, { path, version: '8.1.0.10' }))), path);
});

test('a development build of Docs passes the check, whatever its version', async (t) => {
  equal(await checkDocs(withUrl(await fakeDocs(t, { version: '4.1.2.37' }))), '/command');
});

test('the error about a Docs that does not answer says that it cannot be reached', async () => {
  await rejects(checkDocs(withUrl('http://127.0.0.1:9')), {
    message: /^Docs cannot be reached at http:\/\/127\.0\.0\.1:9: .*\.$/,
  });
});

test('a server that is not Docs fails the check', async (t) => {
  const url = await serve(t, (_request, response) => response.end('<html>Welcome</html>'));

  await rejects(checkDocs(withUrl(url)), {
    message: `The server at ${url} is not ONLYOFFICE Docs: check DOCS_URL.`,
  });
});

test('a Docs that does not require tokens fails the check', async (t) => {
  const url = await fakeDocs(t, { checksTokens: false });

  await rejects(checkDocs(withUrl(url)), {
    message: /does not require tokens: set JWT_ENABLED=true/,
  });
});

test('the error about a wrong secret names DOCS_SECRET', async (t) => {
  const url = await fakeDocs(t);

  await rejects(checkDocs(withUrl(url, 'another-secret-of-at-least-32-bytes')), {
    message: `Docs at ${url} rejected the secret: set DOCS_SECRET to its JWT_SECRET.`,
  });
});

test('a Docs before 7.3 fails the check', async (t) => {
  const url = await fakeDocs(t, { version: '7.2.1.34' });

  await rejects(checkDocs(withUrl(url)), {
    message: `Docs at ${url} is version 7.2.1.34, which is too old: the gateway needs 7.3 or newer.`,
  });
});

test('the error about a sample whose script Docs could not download names GATEWAY_URL', () => {
  const sentence = diagnosis(
    'SOURCE_DOWNLOAD',
    'Docs could not download it',
    withUrl('http://docs'),
  );

  equal(sentence.startsWith('Docs cannot reach http://10.0.0.9'), true, sentence);
});

test('DOCS_URL requires DOCS_SECRET, and GATEWAY_URL is an address of this machine by default', () => {
  equal(realDocsFrom({}, 4666), undefined);
  throws(() => realDocsFrom({ DOCS_URL: 'http://docs' }, 4666), { message: /needs DOCS_SECRET/ });
  const docs = realDocsFrom({ DOCS_URL: 'http://docs/', DOCS_SECRET: SECRET }, 4666);
  equal(docs?.url, 'http://docs');
  equal(/^http:\/\/\d+\.\d+\.\d+\.\d+:4666$/.test(docs?.gatewayUrl ?? ''), true, docs?.gatewayUrl);
  const named = { DOCS_URL: 'http://docs', DOCS_SECRET: SECRET, GATEWAY_URL: 'http://me:1/' };
  equal(realDocsFrom(named, 4666)?.gatewayUrl, 'http://me:1');
});

test('a version that only begins like that of a development build fails the check', async (t) => {
  const url = await fakeDocs(t, { version: '4.1.20.1' });

  await rejects(checkDocs(withUrl(url)), { message: /is version 4\.1\.20\.1, which is too old/ });
});

test('the token of the check is valid for five minutes', async (t) => {
  const tokens: string[] = [];
  const url = await serve(t, async (request, response) => {
    const { token } = JSON.parse(String(await readBody(request)));
    if (token) tokens.push(token);
    response.end(JSON.stringify(token ? { error: 0, version: '9.0.0.1' } : { error: 6 }));
  });

  await checkDocs(withUrl(url));

  const { c, iat = 0, exp = 0 } = decodeJwt<{ c: string }>(tokens[0] ?? '');
  equal(c, 'version');
  equal(exp - iat, 300);
});
