import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../support/client/browser.ts';
import { startOidcIssuer } from '../support/pages/oidc-issuer.ts';
import { builtPages, servePages } from '../support/pages/page-server.ts';
import { stack } from '../support/stack/stack.ts';

const outputs = await stack();
const CLIENT = 'a-client';

const browser = await startBrowser();
const folder = await builtPages();

/** A page, the origins that it sends requests to, and what the browser complains about. */
async function openPage(started: Browser) {
  const page = await started.newPage();
  const origins = new Set<string>();
  const complaints: string[] = [];
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.setDefaultTimeout(120_000);
  return { page, origins, complaints };
}

const stored = (page: Page): Promise<number> =>
  page.evaluate('localStorage.length + sessionStorage.length + document.cookie.length');

/** The next answer to a request with this token. */
const answerTo = (page: Page, token: string) =>
  page.waitForResponse((answer) => answer.request().headers().authorization === `Bearer ${token}`);

test('the reference page builds its example with the token of its address and links to a file that opens', async (t) => {
  if (typeof browser === 'string') return t.skip(browser);
  const { page, origins, complaints } = await openPage(browser);

  await page.goto(`${outputs.apiUrl}/reference#token=${outputs.token}`);
  await page.getByText('Create a build').click();
  await page.getByRole('button', { name: 'Execute' }).click();
  const link = page.getByRole('link', { name: 'Download hello.docx' });
  const file = await fetch((await link.getAttribute('href')) ?? '');

  equal(page.url().includes('token'), false);
  deepEqual([file.status, (await file.text()).slice(0, 2)], [200, 'PK']);
  deepEqual([...origins], [new URL(outputs.apiUrl).origin]);
  deepEqual(complaints, []);
  equal(await stored(page), 0);
  await page.close();
});

test('a reader signs in to the console at the issuer, and again when the token expires, without losing a text', async (t) => {
  if (typeof browser === 'string') return t.skip(browser);
  const issued: string[] = [];
  const accepted = new Set<string>();
  const received = new Set<string>();
  const issue = () => {
    const token = `token-${issued.length + 1}`;
    issued.push(token);
    accepted.add(token);
    return token;
  };
  const settings = {
    issuer: '',
    clientId: CLIENT,
    scopes: ['openid', 'builds:read'],
    audience: 'the-api',
    origins: [],
    bucketOrigin: 'https://files.example.com',
    local: false,
  };
  const { apiUrl } = await servePages(t, folder, settings, (request, response) => {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    received.add(token);
    const known = accepted.has(token);
    const check = { error: null, warnings: [], inputs: [], outputs: [] };
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? { items: [], cursor: null, ...check } : { message: '' }));
  });
  const redirectUri = `${apiUrl}/console`;
  const issuer = await startOidcIssuer(t, { id: CLIENT, redirectUri }, issue);
  settings.issuer = issuer.url;
  const { page, origins, complaints } = await openPage(browser);

  await page.goto(`${redirectUri}#token=from-the-address`);
  const answered = answerTo(page, 'token-1');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await answered;
  const [first] = issuer.asked;

  deepEqual(
    [page.url(), first?.scope, first?.audience, first?.code_challenge_method, issued],
    [redirectUri, 'openid builds:read', 'the-api', 'S256', ['token-1']],
  );
  equal(await stored(page), 0);

  await page.goto(`${redirectUri}#/write`, { waitUntil: 'commit' });
  const editor = page.locator('.cm-content');
  await editor.press('Control+Home');
  const checked = page.waitForResponse((answer) =>
    Boolean(answer.request().postData()?.includes('is not lost.')),
  );
  await page.keyboard.type('// This text is not lost.');
  await checked;
  accepted.clear();
  await page.keyboard.press('!');
  const answeredAgain = answerTo(page, 'token-2');
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await answeredAgain;

  match(await editor.innerText(), /This text is not lost\.!/);
  deepEqual([...received], ['token-1', 'token-2']);
  deepEqual([...origins].sort(), [apiUrl, issuer.url].sort());
  ok(
    complaints.every((text) => text.includes('401')),
    complaints.join('\n'),
  );
  await page.close();
});

test('an answer of the issuer that this tab did not ask for signs nobody in, and leaves the address', async (t) => {
  if (typeof browser === 'string') return t.skip(browser);
  const settings = {
    issuer: 'https://login.example.com',
    clientId: CLIENT,
    scopes: ['openid'],
    origins: [],
    bucketOrigin: 'https://files.example.com',
    local: false,
  };
  const { apiUrl } = await servePages(t, folder, settings, (_, response) =>
    response.writeHead(404).end(),
  );
  const { page, origins } = await openPage(browser);

  await page.goto(`${apiUrl}/console?code=stolen&state=of-another-tab`);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();

  equal(page.url(), `${apiUrl}/console`);
  deepEqual([...origins], [apiUrl]);
  await page.close();
});
