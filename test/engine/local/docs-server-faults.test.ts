import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { type Fault, faultBox } from '../../../infra/local/docs-server/faults.ts';
import { startDocsServer } from '../../../infra/local/docs-server/server.ts';

// Tokens are off, so that each test sees only its fault.
const docs = await startDocsServer({ secrets: {} });
afterEach(() => docs.faults.clear());
after(docs.stop);

const post = (path: string, params: object, signal?: AbortSignal) =>
  fetch(docs.url + path, { method: 'POST', body: JSON.stringify(params), signal });

const version = (signal?: AbortSignal) => post('/command', { c: 'version' }, signal);

test('the fault silent never answers the request', async () => {
  docs.faults.add({ name: 'silent' });

  await rejects(version(AbortSignal.timeout(100)), { name: 'TimeoutError' });
});

test('the fault slow answers later', async () => {
  docs.faults.add({ name: 'slow', seconds: 0.2 });
  const startedAt = Date.now();

  equal((await version()).status, 200);
  equal(Date.now() - startedAt >= 200, true);
});

test('the fault drop closes the connection without an answer', async () => {
  docs.faults.add({ name: 'drop' });

  await rejects(version(), (error: Error) =>
    /other side closed|ECONNRESET/.test(String(error.cause)),
  );
});

test('the fault html answers with a page', async () => {
  docs.faults.add({ name: 'html' });
  const response = await version();

  equal(response.status, 200);
  match(response.headers.get('content-type') ?? '', /^text\/html/);
});

test('the fault cut-json sends half of the answer', async () => {
  docs.faults.add({ name: 'cut-json' });

  await rejects((await version()).json(), { name: 'SyntaxError' });
});

test('the fault status answers with its status and Retry-After', async () => {
  for (const status of [429, 502, 503, 504]) {
    docs.faults.add({ name: 'status', status, retryAfter: '7', times: 1 });
    const response = await version();

    deepEqual([response.status, response.headers.get('retry-after')], [status, '7']);
  }
});

test('the fault error answers builds and commands with any error number', async () => {
  docs.faults.add(
    { name: 'error', error: -99, on: 'builder' },
    { name: 'error', error: 3, on: 'command' },
  );

  deepEqual(await (await post('/docbuilder', { key: 'e', async: true })).json(), { error: -99 });
  deepEqual(await (await version()).json(), { error: 3 });
});

test('the fault lose-task accepts a build that never ends', async () => {
  docs.faults.add({ name: 'lose-task', times: 1 });
  const ask = async () => await (await post('/docbuilder', { key: 'lost', async: true })).json();

  const answers = [await ask(), await ask(), await ask()];

  deepEqual(
    answers,
    Array.from({ length: 3 }, () => ({ key: 'lost', end: false })),
  );
  equal(docs.inFlight(), 0);
});

test('the fault other-key answers with another key, as Docs before 7.3', async () => {
  docs.faults.add({ name: 'other-key' });
  const { key } = (await (await post('/docbuilder', { key: 'mine', async: true })).json()) as {
    key: string;
  };

  match(key, /^bld_/);
});

test('the faults of results are dead links, files without a length, truncated files and pages instead of files', async () => {
  const script = 'builder.WriteData("a.txt", "0123456789", false);\n';
  const build = async () => {
    const response = await fetch(`${docs.url}/docbuilder`, { method: 'POST', body: script });
    return ((await response.json()) as { urls: Record<string, string> }).urls['a.txt'] as string;
  };

  docs.faults.add({ name: 'expired-links', times: 1 });
  const dead = await fetch(await build());
  const link = await build();
  docs.faults.add({ name: 'no-length', times: 1 });
  const endless = await fetch(link);
  docs.faults.add({ name: 'cut-result', bytes: 4, times: 1 });
  const broken = await fetch(link);

  docs.faults.add({ name: 'html', on: 'results', times: 1 });
  const page = await fetch(link);

  equal(dead.status, 410);
  deepEqual([page.status, page.headers.get('content-disposition')], [200, null]);
  match(await page.text(), /^<!DOCTYPE html>/);
  deepEqual([endless.headers.get('content-length'), await endless.text()], [null, '0123456789']);
  equal(broken.headers.get('content-length'), '10');
  await rejects(broken.text(), { message: 'terminated' });
  equal(await (await fetch(link)).text(), '0123456789');
});

test('after down() Docs does not answer, and after up() it answers at the same address', async () => {
  await docs.down();
  await rejects(version());
  await docs.up();

  equal((await version()).status, 200);
});

test('a fault applies at its place, and as often as its times say', () => {
  const box = faultBox();
  const fault: Fault = { name: 'status', status: 503, on: 'results', times: 2 };
  box.add(fault);

  const statuses = (['builder', 'results', 'results', 'results'] as const).map(
    (place) => box.take('status', place)?.status,
  );

  deepEqual(statuses, [undefined, 503, 503, undefined]);
  deepEqual([fault.times, box.list()], [2, []]);
});
