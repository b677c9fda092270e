import { equal, ok } from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import fc from 'fast-check';
import { askForBuild, askForResults } from '../../../shared/docs/builder.ts';
import { docsClient } from '../../../shared/docs/client.ts';
import { forgottenLink } from '../../../shared/docs/forgotten.ts';
import { listedKeys } from '../../../shared/docs/listed-keys.ts';
import { openFile } from '../../../shared/docs/open-file.ts';
import { askVersion, listForgotten, sendCommand } from '../../../shared/docs/send-command.ts';
import { GatewayError } from '../../../shared/errors.ts';
import { fixedSecret } from '../../support/fixed-secret.ts';
import { inTime } from '../../support/fuzz/limits.ts';
import { anyValue, EXTREMES, jsonTexts, SEED } from '../../support/fuzz/values.ts';

const DOCS_URL = 'http://docs.example/prefix';
const KEY = 'run-1';
const LINK =
  'http://inside/cache/files/data/run-1/output/a.docx/a.docx?md5=m&expires=1&filename=a.docx';

/** A Docs that sends this answer to every request. */
function docsWith(answer: () => Response) {
  const options = { url: DOCS_URL, inbox: fixedSecret('an inbox secret of 32 characters') };
  return docsClient({ ...options, fetch: async () => answer() });
}

/** What the work returns, or its error, which must be one of this gateway. */
async function outcomeOf<T>(work: () => Promise<T>): Promise<T | GatewayError> {
  return inTime(() =>
    work().catch((error: unknown) => {
      if (error instanceof GatewayError) return error;
      throw error;
    }),
  );
}

const LINKS = fc.oneof(
  fc.dictionary(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('..', 'a/.', '//')),
    fc.constantFrom(LINK, '', '//', 'file:///etc'),
  ),
  fc.constantFrom<unknown>(...EXTREMES),
);

test('every answer of the builder is a state of the build or an error of this gateway', async () => {
  const answers = fc.oneof(
    jsonTexts({ key: KEY, end: true, urls: { 'a.docx': LINK } }),
    LINKS.map((urls) => JSON.stringify({ key: KEY, end: true, urls })),
    anyValue.map((error) => JSON.stringify({ key: KEY, error })),
  );

  await fc.assert(
    fc.asyncProperty(answers, async (text) => {
      const docs = docsWith(() => new Response(text));
      for (const ask of [
        () => askForBuild(docs, { key: KEY, scriptUrl: 'https://gateway/script' }),
        () => askForResults(docs, KEY),
      ]) {
        const outcome = await outcomeOf(ask);
        if (outcome instanceof GatewayError || outcome.state === 'running') continue;
        ok(outcome.results.length <= 100);
        for (const { name, url } of outcome.results) {
          ok(!['', '.', '..'].includes(name) && !name.includes('/'));
          equal(new URL(url).host, 'docs.example');
        }
      }
    }),
    { numRuns: 300, seed: SEED },
  );
});

test('every answer to a command is an answer that can be sent on, or an error of this gateway', async () => {
  const answers = jsonTexts({ error: 0, key: KEY, keys: [KEY], url: LINK, version: '9.0.4' });

  await fc.assert(
    fc.asyncProperty(answers, async (text) => {
      const docs = docsWith(() => new Response(text));
      const work: (() => Promise<unknown>)[] = [
        () => sendCommand(docs, { c: 'info', key: KEY }, 250),
        () => listForgotten(docs, 250),
        () => forgottenLink(docs, KEY, listedKeys([KEY])),
        () => askVersion(docs, 250),
      ];
      for (const each of work) {
        const outcome = await outcomeOf(each);
        ok(JSON.stringify(outcome).length > 0);
      }
    }),
    { numRuns: 150, seed: SEED },
  );
});

const headers = fc.dictionary(
  fc.constantFrom(
    'content-type',
    'content-length',
    'content-encoding',
    'content-disposition',
    'last-modified',
    'retry-after',
    'date',
    'location',
  ),
  fc.oneof(
    fc.stringMatching(/^[ -~]{0,40}$/),
    fc.constantFrom('attachment', 'text/html', '-1', '1e400', '99999999999999999999', 'gzip', '0'),
  ),
);
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 2_000 }),
  fc
    .constantFrom('<html>', ' \uFEFF<html>', '', ' '.repeat(5_000))
    .map((text) => Buffer.from(text)),
);

test('every answer to the link of a file is a file or an error of this gateway', async () => {
  const status = fc.constantFrom(200, 200, 204, 206, 301, 400, 403, 404, 410, 429, 500, 503);
  const names = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a.html', '#', '..', ''));

  await fc.assert(
    fc.asyncProperty(status, headers, bodies, names, async (code, sent, bytes, name) => {
      const body = code === 204 ? null : Buffer.from(bytes);
      const docs = docsWith(() => new Response(body, { status: code, headers: sent }));
      docs.storageOrigins.push('http://inside');

      const outcome = await outcomeOf(() => openFile(docs, { name, url: LINK }));

      if (outcome instanceof GatewayError) return;
      equal(code, 200);
      ok((await buffer(outcome.body)).equals(bytes));
    }),
    { numRuns: 300, seed: SEED },
  );
});

test('every HTTP status and header of Docs is an error of this gateway or is ignored', async () => {
  const status = fc
    .integer({ min: 200, max: 599 })
    .filter((code) => ![204, 205, 304].includes(code));

  await fc.assert(
    fc.asyncProperty(status, headers, async (code, sent) => {
      const docs = docsWith(() => new Response('{"error":0}', { status: code, headers: sent }));

      const outcome = await outcomeOf(() => sendCommand(docs, { c: 'info', key: KEY }));

      equal(outcome instanceof GatewayError, code !== 200);
    }),
    { numRuns: 200, seed: SEED },
  );
});
