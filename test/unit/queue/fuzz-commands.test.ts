import { deepEqual, equal, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { send } from '../../support/aws/http-event.ts';
import { receivedFor, recordOf } from '../../support/aws/records.ts';
import { willingAws } from '../../support/aws/willing-aws.ts';
import { checkAnswer, checkEvents } from '../../support/fuzz/answers.ts';
import { apiFunction, queueFunction } from '../../support/fuzz/handlers.ts';
import { inTime } from '../../support/fuzz/limits.ts';
import { anyValue, jsonTexts, SEED } from '../../support/fuzz/values.ts';
import { serve } from '../../support/serve.ts';

const ROUTE = 'POST /v1/commands';
const KEY = 'order-0042';
const COMMAND = { c: 'info', key: KEY, userdata: 'u', users: ['anna'], meta: { title: 'a' } };
const CLAIMS = { org: 'acme', sub: 'anna', scope: 'commands:*' };
/** Of a request that arrived half a minute ago, so that no answer waits for a save. */
const timeEpoch = Date.now() - 20_000;

const NAMES = ['info', 'drop', 'forcesave', 'getForgotten', 'getForgottenList', 'license', 'meta'];
const commands = fc.oneof(
  jsonTexts(COMMAND),
  fc.constantFrom(...NAMES).chain((c) => jsonTexts({ c, key: KEY })),
);
const answers = fc.oneof(
  jsonTexts({ error: 0, key: KEY, keys: [KEY], url: 'http://docs/a.docx', version: '9.0.4' }),
  anyValue.map((error) => JSON.stringify({ error })),
);

/** An AWS, and a Docs that sends any text to every request. */
async function stack(t: TestContext) {
  const aws = await willingAws(t, 'the-inbox-secret-of-a-fuzzed-docs');
  const docs = { answer: '{"error":0}' };
  const DOCS_URL = await serve(t, (_, response) => response.end(docs.answer));
  return { aws, docs, variables: { DOCS_URL } };
}

test('every command gets the answer of Docs or a problem that names the reason', async (t) => {
  const { variables } = await stack(t);
  const handler = await apiFunction('run-command', variables);

  await fc.assert(
    fc.asyncProperty(commands, async (body) => {
      const sent = { timeEpoch, claims: CLAIMS, body };
      const headers = { 'content-type': 'application/json' };
      checkAnswer(ROUTE, await inTime(() => send(handler, ROUTE, { ...sent, headers })));
    }),
    { numRuns: 60, seed: SEED },
  );
});

test('every answer of Docs to a command is sent on or becomes a problem', async (t) => {
  const { docs, variables } = await stack(t);
  const handler = await apiFunction('run-command', variables);
  const sent = { timeEpoch, claims: CLAIMS, headers: { 'content-type': 'application/json' } };

  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...NAMES), answers, async (c, answer) => {
      docs.answer = answer;
      const body = JSON.stringify({ c, ...bodyOf(c) });
      checkAnswer(ROUTE, await inTime(() => send(handler, ROUTE, { ...sent, body })));
    }),
    { numRuns: 60, seed: SEED },
  );
});

/** The fields that a command needs. */
function bodyOf(c: string): object {
  if (c === 'getForgottenList' || c === 'license') return {};
  if (c === 'drop') return { key: KEY, all: true };
  return c === 'meta' ? { key: KEY, meta: { title: 'a' } } : { key: KEY };
}

test('every queued command has an outcome or is announced as refused at its last delivery', async (t) => {
  const { aws, docs, variables } = await stack(t);
  const queue = await queueFunction('run-command', variables);

  await fc.assert(
    fc.asyncProperty(commands, answers, async (body, answer) => {
      aws.clear();
      docs.answer = answer;
      const record = receivedFor(MAX_RECEIVES.commands, recordOf(body));

      deepEqual(await inTime(() => queue(record)), []);

      checkEvents(aws.events);
      const outcomes = [...aws.rows.keys()].filter((key) => key.startsWith('COMMAND#')).length;
      equal(outcomes + aws.events.length, 1);
      ok(aws.messages.filter(({ QueueUrl }) => QueueUrl.endsWith('/dead-letters')).length <= 1);
    }),
    { numRuns: 40, seed: SEED },
  );
});
