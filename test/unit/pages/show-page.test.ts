import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { buildPages } from '../../../infra/pages/build.ts';
import type { HttpHandler } from '../../../shared/api/http.ts';
import { eventOf } from '../../support/aws/http-event.ts';

const SETTINGS = {
  issuer: 'https://login.example.com/realm',
  clientId: 'a-client',
  scopes: ['builds:read', '</script>'],
  origins: ['https://tokens.example.com'],
  bucketOrigin: 'https://files.s3.eu-central-1.amazonaws.com',
  local: false,
};

const folder = mkdtempSync(join(tmpdir(), 'pages-'));
after(() => rmSync(folder, { recursive: true }));

let handler: HttpHandler;
before(async () => {
  Object.assign(process.env, {
    LAMBDA_TASK_ROOT: folder,
    PAGE_SETTINGS: JSON.stringify(SETTINGS),
    PUBLIC_URL: 'https://docs.example.com',
    VERSION: '1.2.3',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  await buildPages(join(folder, 'pages'));
  ({ handler } = await import('../../../functions/api/show-page.ts'));
});

async function get(path: string, acceptEncoding?: string, method = 'GET') {
  const [, page = '', file] = path.split('/');
  const headers: Record<string, string> = acceptEncoding
    ? { 'accept-encoding': acceptEncoding }
    : {};
  const params = file === undefined ? undefined : { file };
  const key = file === undefined ? `${method} /${page}` : `${method} /${page}/{file}`;
  const answer = await handler(eventOf(key, { headers, params, path }));
  return {
    status: answer.statusCode,
    headers: answer.headers ?? {},
    bytes: Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8'),
  };
}

const htmlOf = async (page: string) => String((await get(`/${page}`)).bytes);
const scriptIn = (html: string) => /<script type="module" src="([^"]+)">/.exec(html)?.[1] ?? '';

test('a page is HTML that no cache keeps, with a new nonce each time', async () => {
  const [first, second] = [await get('/console'), await get('/console')];

  deepEqual(
    [first.status, first.headers['content-type'], first.headers['cache-control']],
    [200, 'text/html; charset=utf-8', 'no-store'],
  );
  notEqual(first.headers['content-security-policy'], second.headers['content-security-policy']);
});

test('the policy of the console names its own origin, the bucket, the issuer and the configured origins', async () => {
  const { headers, bytes } = await get('/console');
  const { nonce } = JSON.parse(/id="settings">(.*?)<\/script>/.exec(String(bytes))?.[1] ?? '');

  equal(
    headers['content-security-policy'],
    [
      "default-src 'none'",
      "script-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data: https://files.s3.eu-central-1.amazonaws.com",
      'frame-src https://files.s3.eu-central-1.amazonaws.com',
      "connect-src 'self' https://files.s3.eu-central-1.amazonaws.com https://login.example.com https://tokens.example.com",
      "require-trusted-types-for 'script'",
    ].join('; '),
  );
});

test('the policy of the reference page allows requests to its own origin and the bucket alone', async () => {
  const policy = String((await get('/reference')).headers['content-security-policy']);

  match(policy, /connect-src 'self' https:\/\/files\.s3\.eu-central-1\.amazonaws\.com$/);
  match(policy, /script-src 'self';/);
  ok(!policy.includes('unsafe-eval'));
});

test('the HTML has the settings of the deployment as JSON that cannot end its element', async () => {
  const html = await htmlOf('console');
  const json = /<script type="application\/json" id="settings">(.*?)<\/script>/.exec(html)?.[1];

  const { nonce, ...settings } = JSON.parse(json ?? '');
  deepEqual(settings, {
    apiUrl: 'https://docs.example.com',
    version: '1.2.3',
    issuer: 'https://login.example.com/realm',
    clientId: 'a-client',
    scopes: ['builds:read', '</script>'],
    local: false,
  });
  match(nonce, /^[\w+/]{22}==$/);
});

for (const page of ['console', 'reference'])
  test(`the files of /${page} may be kept for a year, and are compressed as the client accepts`, async () => {
    const path = `/${scriptIn(await htmlOf(page))}`;

    const plain = await get(path);
    const [br, gzip] = [await get(path, 'gzip, br'), await get(path, 'gzip')];

    match(path, /^\/\w+\/main-[0-9A-Z]{8}\.js$/);
    deepEqual(
      [plain.status, plain.headers['content-type'], plain.headers['cache-control']],
      [200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    );
    deepEqual(
      [plain, br, gzip].map(({ headers }) => [headers['content-encoding'], headers.vary]),
      [
        [undefined, 'accept-encoding'],
        ['br', 'accept-encoding'],
        ['gzip', 'accept-encoding'],
      ],
    );
    deepEqual(brotliDecompressSync(br.bytes), plain.bytes);
    deepEqual(gunzipSync(gzip.bytes), plain.bytes);
  });

test('the console without its editor is at most 120 KB for a browser', () => {
  const files = readdirSync(join(folder, 'pages/console')).filter((name) => name.endsWith('.br'));
  const editor = files.filter((name) => name.startsWith('code-mirror-'));
  const bytes = files
    .filter((name) => !editor.includes(name))
    .reduce((sum, name) => sum + statSync(join(folder, 'pages/console', name)).size, 0);

  equal(editor.length, 1);
  ok(bytes <= 120_000, `${bytes} bytes`);
});

test('each page links to the licences of the packages that it contains', async () => {
  const packages = async (page: string) => {
    const [, link = ''] = /<link rel="license" href="([^"]+)">/.exec(await htmlOf(page)) ?? [];
    const { headers, bytes } = await get(`/${link}`);
    equal(headers['content-type'], 'text/plain; charset=utf-8');
    return [...String(bytes).matchAll(/^(\S+)\n=+$/gm)].map(([, name]) => name);
  };

  deepEqual(await packages('reference'), ['swagger-ui-dist']);
  const inConsole = await packages('console');
  for (const name of ['@codemirror/view', 'oauth4webapi', 'preact'])
    ok(inConsole.includes(name), name);
});

test('a file that the page does not have is a 404 problem, whatever its name', async () => {
  for (const file of ['main.js', '..%2Fpages.json', '../pages.json', 'constructor', ''])
    equal((await get(`/console/${file}`)).status, 404, file);
});

test('HEAD of a page and of its files has the headers of GET without a body', async () => {
  const path = `/${scriptIn(await htmlOf('console'))}`;

  const [got, head] = [await get(path), await get(path, undefined, 'HEAD')];

  deepEqual([head.status, head.headers, head.bytes.length], [got.status, got.headers, 0]);
});
