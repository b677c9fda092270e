import { deepEqual, equal, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { recordOf } from '../../support/aws/records.ts';
import { willingAws } from '../../support/aws/willing-aws.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { checkEvents } from '../../support/fuzz/answers.ts';
import { queueFunction } from '../../support/fuzz/handlers.ts';
import { inTime } from '../../support/fuzz/limits.ts';
import { jsonTexts, SEED } from '../../support/fuzz/values.ts';

const SCRIPT = scriptOf('a.docx');

/** A key as S3 writes it in an event. */
const encoded = (key: string) =>
  encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');

const segment = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.constantFrom('acme', '..', '+', '%2F', '%', '😀', 'a b', ' ', '__proto__', 'x'.repeat(1_000)),
);
const name = fc.constantFrom('a.docbuilder', 'a.js', 'a.build.json', 'a.json', '.js', 'a', '');
const someKeys = fc
  .tuple(fc.constantFrom('inbox', 'results', ''), fc.array(segment, { maxLength: 3 }), name)
  .map(([folder, segments, last]) => [folder, ...segments, last].join('/').slice(0, 1_024))
  .filter((key) => key.isWellFormed());

async function uploads(t: TestContext) {
  const aws = await willingAws(t, 'a secret');
  const queue = await queueFunction('accept-upload');
  return {
    aws,
    /** Delivers one message, which must not fail. */
    async deliver(body: unknown) {
      aws.messages.length = 0;
      aws.events.length = 0;
      deepEqual(await inTime(() => queue(recordOf(body))), []);
      checkEvents(aws.events);
      return aws.events.length;
    },
  };
}

function noticeOf(key: string, bucket = 'files', size = 1) {
  const s3 = { bucket: { name: bucket }, object: { key: encoded(key), size, versionId: 'v' } };
  return { eventTime: '2026-11-22T08:00:00.000Z', s3 };
}

test('every key becomes a build or is announced as refused, except that of a folder', async (t) => {
  const { aws, deliver } = await uploads(t);

  await fc.assert(
    fc.asyncProperty(someKeys, fc.constantFrom('files', 'another'), async (key, bucket) => {
      aws.clear();
      aws.objects.set(`files/${key}`, Buffer.from(SCRIPT));
      aws.objects.set('files/templates/acme.docbuilder', Buffer.from(SCRIPT));

      const refused = await deliver({ Records: [noticeOf(key, bucket)] });

      const built = [...aws.rows.keys()].filter((row) => row.startsWith('BUILD#')).length;
      equal(refused + built, key.endsWith('/') ? 0 : 1);
    }),
    { numRuns: 80, seed: SEED },
  );
});

test('every content of an upload becomes a build or is announced as refused', async (t) => {
  const { aws, deliver } = await uploads(t);
  const kinds = fc.constantFrom('a.build.json', 'invoice/a.json', 'a.js');
  const contents = fc.oneof(
    jsonTexts({ script: SCRIPT, argument: 1 }).map((text) => Buffer.from(text)),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(`${SCRIPT}${text}`)),
  );

  await fc.assert(
    fc.asyncProperty(kinds, contents, async (kind, content) => {
      const key = `inbox/acme/${kind}`;
      aws.clear();
      aws.objects.set('files/templates/invoice.docbuilder', Buffer.from(SCRIPT));
      aws.objects.set(`files/${key}`, content);

      const refused = await deliver({ Records: [noticeOf(key)] });

      ok(refused === (aws.rows.size === 0 ? 1 : 0));
    }),
    { numRuns: 80, seed: SEED },
  );
});

test('every message that S3 would not send is announced as refused or has no upload', async (t) => {
  const { deliver } = await uploads(t);
  const notice = noticeOf('inbox/acme/a.js');
  const bodies = fc.oneof(
    jsonTexts({ Records: [notice] }),
    jsonTexts(notice).map((text) => `{"Records":[${text}]}`),
    jsonTexts(notice.s3).map((text) => `{"Records":[{"eventTime":"x","s3":${text}}]}`),
    jsonTexts(notice.s3.object).map(
      (text) =>
        `{"Records":[{"eventTime":"2026-11-22T08:00:00Z","s3":{"bucket":{"name":"files"},"object":${text}}}]}`,
    ),
  );

  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      ok((await deliver(body)) <= 1);
    }),
    { numRuns: 120, seed: SEED },
  );
});
