import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { send } from '../../support/aws/http-event.ts';
import { recordOf } from '../../support/aws/records.ts';
import { type WillingAws, willingAws } from '../../support/aws/willing-aws.ts';
import { checkAnswer, checkEvents } from '../../support/fuzz/answers.ts';
import { apiFunction, queueFunction } from '../../support/fuzz/handlers.ts';
import { inTime } from '../../support/fuzz/limits.ts';
import { anyValue, EXTREMES, jsonTexts, SEED } from '../../support/fuzz/values.ts';

const SECRET = 'the-outbox-secret-of-a-fuzzed-docs';
const ROUTE = 'POST /v1/callbacks/{tenant}';
/** Of a request that arrived half a minute ago, so that no answer waits for a copy. */
const timeEpoch = Date.now() - 30_000;

const iat = Math.floor(Date.now() / 1000);
const CLAIMS = {
  key: 'order-0042',
  status: 4,
  url: 'http://docs/cache/files/data/a/output.docx/output.docx',
  changesurl: 'http://docs/cache/files/data/a/changes.zip/changes.zip',
  filetype: 'docx',
  history: { serverVersion: '9.0.4', changes: [] },
  users: ['anna'],
  actions: [{ type: 0, userid: 'anna' }],
  lastsave: '2026-11-22T08:00:00.000Z',
  userdata: 'u',
  iat,
  exp: iat + 300,
};

/** A token of Docs with any text as its claims. */
function tokenOf(claims: string): string {
  const encode = (text: string) => Buffer.from(text).toString('base64url');
  const signed = `${encode('{"alg":"HS256","typ":"JWT"}')}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

const statuses = fc.constantFrom(1, 2, 3, 4, 6, 7);
const claims = statuses.chain((status) => jsonTexts({ ...CLAIMS, status }));
const SAVES = [2, 3, 6, 7];

/** The receiver of callbacks, and a check of its answer to one of them. */
async function receiver(t: TestContext) {
  const aws = await willingAws(t, SECRET);
  const handler = await apiFunction('receive-callback');
  return {
    aws,
    async receive(body: string, headers: Record<string, string> = {}, query = {}) {
      const sent = { timeEpoch, params: { tenant: 'acme' }, body, headers, query };
      const answer = await inTime(() => send(handler, ROUTE, sent));
      checkAnswer(ROUTE, answer);
      return answer;
    },
  };
}

test('every body without a valid token is refused, and nothing is stored for it', async (t) => {
  const { aws, receive } = await receiver(t);
  const bodies = fc.oneof(
    jsonTexts({ ...CLAIMS, token: 'a.b.c' }),
    fc.constantFrom(...EXTREMES).map((token) => JSON.stringify({ token })),
    fc
      .integer({ min: 1, max: 10_000 })
      .map((depth) => `{"token":${'['.repeat(depth)}${']'.repeat(depth)}}`),
  );

  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const { status = 0 } = await receive(body);
      ok([400, 403].includes(status), `${status}`);
    }),
    { numRuns: 120, seed: SEED },
  );

  deepEqual([aws.objects.size, aws.messages, aws.events], [0, [], []]);
});

test('every token of Docs is accepted or refused, and only a save waits for its file', async (t) => {
  const { aws, receive } = await receiver(t);

  await fc.assert(
    fc.asyncProperty(claims, fc.boolean(), async (text, inBody) => {
      const header = {
        authorization: `Bearer ${tokenOf(`{"payload":${text},"iat":${iat},"exp":${iat + 300}}`)}`,
      };
      const token = tokenOf(text);
      const answer = inBody
        ? await receive(JSON.stringify({ token }))
        : await receive('{}', header);
      if (answer.status === 503) ok(SAVES.includes(Number(JSON.parse(text).status)));
    }),
    { numRuns: 120, seed: SEED },
  );

  checkEvents(aws.events);
});

test('every query of a callback is accepted', async (t) => {
  const { receive } = await receiver(t);
  const token = tokenOf(JSON.stringify(CLAIMS));
  const names = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('__proto__', 'toString', ''),
  );
  const queries = fc.dictionary(names, fc.string({ unit: 'binary', maxLength: 3_000 }), {
    maxKeys: 4,
  });

  await fc.assert(
    fc.asyncProperty(queries, async (query) => {
      const { status } = await receive(JSON.stringify({ token }), {}, query);
      equal(status, 200);
    }),
    { numRuns: 30, seed: SEED },
  );
});

test('characters that SQS does not accept are escaped in the message of a callback', async (t) => {
  const { aws, receive } = await receiver(t);
  const [key, query] = ['order-\uFFFE', { 'a\uFFFF': '\uFFFE\u0000' }];
  const token = tokenOf(JSON.stringify({ ...CLAIMS, key }));

  equal((await receive(JSON.stringify({ token }), {}, query)).status, 200);

  const [{ MessageBody = '' } = {}] = aws.messages;
  match(MessageBody, /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+$/u);
  const message = JSON.parse(MessageBody);
  deepEqual([message.key, message.query], [key, query]);
});

test('every callback that was accepted and has no file is announced in an event', async (t) => {
  const { aws, receive } = await receiver(t);
  const keep = await queueFunction('keep-document');
  const fields = fc.dictionary(fc.string(), anyValue, { maxKeys: 3 });

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(1, 3, 4, 7),
      fields,
      fc.string(),
      async (status, more, userdata) => {
        aws.clear();
        const { url, changesurl, ...others } = CLAIMS;
        const text = JSON.stringify({ ...more, ...others, status, userdata });

        const answer = await receive(JSON.stringify({ token: tokenOf(text) }));

        equal(answer.status, 200);
        deepEqual(await keepAll(aws, keep), []);
        equal(aws.events.length, 1);
        checkEvents(aws.events);
      },
    ),
    { numRuns: 30, seed: SEED },
  );
});

/** Delivers the queued callbacks. @returns the ids of messages that failed */
function keepAll({ messages }: WillingAws, keep: Awaited<ReturnType<typeof queueFunction>>) {
  const queued = messages.filter(({ QueueUrl }) => QueueUrl.endsWith('/callbacks'));
  return keep(...queued.map(({ MessageBody }) => recordOf(MessageBody)));
}
