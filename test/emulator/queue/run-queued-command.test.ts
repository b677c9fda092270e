import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import type { GatewayEvent } from '../../../shared/events/events.ts';
import { freshId, ID_PATTERN } from '../../../shared/ids.ts';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { runQueuedCommand } from '../../../shared/queue/run-queued-command.ts';
import { findCommand, type StoredCommand } from '../../../shared/storage/rows/command-outcomes.ts';
import { freshQueue, itemsOf, messagesIn, sqs } from '../../support/aws/resources.ts';
import { commandDocs, freshCommandDeps, freshKey } from '../../support/docs/commands.ts';

const SENT_AT = Date.parse('2026-11-22T08:00:00.000Z');

/** A message as the queue shows it; `body` is JSON unless it is a text. */
function recordOf(body: unknown, changed: { messageId?: string; receives?: number } = {}) {
  const { messageId = randomUUID(), receives = 1 } = changed;
  return {
    messageId,
    receiptHandle: 'r',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(SENT_AT) },
    messageAttributes: {},
  } as unknown as SQSRecord;
}

function eventOf(detail: unknown, changed: object = {}) {
  return {
    'detail-type': 'Command Requested',
    id: randomUUID(),
    time: '2026-11-22T08:00:00Z',
    account: '000000000000',
    source: 'orders',
    detail,
    ...changed,
  };
}

/** The commands queue's consumer, in front of a Docs that answers so. */
async function consumer(
  t: TestContext,
  answer: Parameters<typeof commandDocs>[1],
  { keys, keyPrefix }: { keys?: string[]; keyPrefix?: string } = {},
) {
  const { docs, asked } = await commandDocs(t, answer, keys);
  const deps = { ...(await freshCommandDeps(docs, keyPrefix)), keepDays: 90 };
  const queueUrl = await freshQueue();
  const told: GatewayEvent[] = [];
  const bus = async (...events: GatewayEvent[]) => void told.push(...events);
  const refuser = { bus, deadLetters: { sqs, url: queueUrl } };
  return {
    asked,
    told,
    table: deps.table,
    take: (record: SQSRecord) => runQueuedCommand(deps, refuser, record),
    rows: async () => (await itemsOf(deps.table)) as unknown as StoredCommand[],
    dead: (atLeast: number) => messagesIn(queueUrl, atLeast),
  };
}

test('a command that was sent is given to Docs, and what came of it stored', async (t) => {
  const key = freshKey();
  const { asked, told, take, rows } = await consumer(t, () => ({ error: 0, users: ['anna'] }));
  const record = recordOf({ c: 'info', key, tenant: 'acme' });

  await take(record);

  const [row, ...others] = await rows();
  deepEqual(others, []);
  deepEqual(asked, [{ c: 'info', key }]);
  const { id = '', fingerprint, endedAt, expiresAt, ...rest } = row ?? {};
  match(id, ID_PATTERN);
  deepEqual(rest, {
    pk: `COMMAND#acme#${id}`,
    sk: 'COMMAND',
    tenant: 'acme',
    origin: 'sqs',
    correlationId: record.messageId,
    command: { c: 'info', key },
    answer: { key, error: 0, users: ['anna'] },
  });
  ok(Math.abs(Number(expiresAt) - Date.now() / 1000 - 90 * 86_400) < 60);
  deepEqual(told, []);
});

test('the same message a second time finds the outcome, and does nothing', async (t) => {
  const { asked, take, rows } = await consumer(t, () => ({ error: 0, version: '9' }));
  const record = recordOf({ c: 'version' });

  await take(record);
  await take(record);

  equal(asked.length, 1);
  equal((await rows()).length, 1);
});

test('two deliveries at once store one outcome', async (t) => {
  const { take, rows } = await consumer(t, () => ({ error: 0, version: '9' }));
  const record = recordOf({ c: 'version' });

  await Promise.all([take(record), take(record), take(record)]);

  equal((await rows()).length, 1);
});

test('the id of the sender counts within its tenant', async (t) => {
  const id = freshId();
  const { asked, take, table } = await consumer(t, () => ({ error: 0, version: '9' }));

  for (const tenant of ['acme', 'acme', 'beta']) await take(recordOf({ c: 'version', id, tenant }));

  equal(asked.length, 2);
  for (const tenant of ['acme', 'beta'])
    deepEqual((await findCommand(table, tenant, id))?.answer, { error: 0, version: '9' });
});

test('an id that stands for another command is refused', async (t) => {
  const id = freshId();
  const { asked, told, take, dead } = await consumer(t, () => ({ error: 0 }));

  await take(recordOf({ c: 'version', id }));
  await take(recordOf({ c: 'license', id }));

  equal(asked.length, 1);
  equal(told[0]?.detailType, 'Request Refused');
  const [message] = await dead(1);
  equal(message?.MessageAttributes?.code?.StringValue, 'IDEMPOTENCY_MISMATCH');
});

test('a command from the bus is known by its event', async (t) => {
  const { asked, take, rows } = await consumer(t, () => ({ error: 0, version: '9' }));
  const event = eventOf({ c: 'version', tenant: 'acme' });

  await take(recordOf(event));
  await take(recordOf(event));

  equal(asked.length, 1);
  const [row] = await rows();
  deepEqual([row?.origin, row?.correlationId, row?.tenant], ['event', event.id, 'acme']);
});

for (const [docsError, code, status] of [
  [1, 'DOCUMENT_NOT_FOUND', 404],
  [2, 'CALLBACK_URL_INVALID', 422],
  [5, 'COMMAND_INVALID', 422],
] as const) {
  test(`error ${docsError} of Docs is the outcome, at the first try`, async (t) => {
    const { asked, told, take, rows } = await consumer(t, () => ({ error: docsError }));

    await take(recordOf({ c: 'info', key: freshKey() }));

    const [row] = await rows();
    const { error, answer, id } = row ?? {};
    deepEqual(
      [error?.code, error?.status, error?.docsError, error?.retryable, error?.instance],
      [code, status, docsError, false, id],
    );
    equal(answer, undefined);
    equal(asked.length, 1);
    deepEqual(told, []);
  });
}

test('nothing to save is an outcome that is well', async (t) => {
  const key = freshKey();
  const { take, rows } = await consumer(t, () => ({ error: 4 }));

  await take(recordOf({ c: 'forcesave', key }));

  deepEqual((await rows())[0]?.answer, { key, error: 4 });
});

test('a Docs that is out of reach is tried again, and is the outcome at the last receive', async (t) => {
  const { take, rows } = await consumer(t, () => 503);
  const body = { c: 'version', id: freshId() };

  for (let receives = 1; receives < MAX_RECEIVES.commands; receives++)
    await rejects(take(recordOf(body, { receives })), { code: 'DOCS_UNAVAILABLE' });
  deepEqual(await rows(), []);
  await take(recordOf(body, { receives: MAX_RECEIVES.commands }));

  const { error } = (await rows())[0] ?? {};
  deepEqual([error?.code, error?.status, error?.retryable], ['DOCS_UNAVAILABLE', 503, true]);
});

test('an outcome that cannot be stored is announced as refused at the last receive', async (t) => {
  const { docs } = await commandDocs(t, () => ({ error: 0, version: '9' }));
  const { table, ...rest } = await freshCommandDeps(docs);
  const broken = { ...rest, table: { ...table, name: 'no-such-table' }, keepDays: 90 };
  const queueUrl = await freshQueue();
  const told: GatewayEvent[] = [];
  const bus = async (...events: GatewayEvent[]) => void told.push(...events);
  const take = (receives: number) =>
    runQueuedCommand(
      broken,
      { bus, deadLetters: { sqs, url: queueUrl } },
      recordOf({ c: 'version', id, tenant: 'acme' }, { receives }),
    );
  const id = freshId();

  await rejects(take(MAX_RECEIVES.commands - 1), { name: 'ResourceNotFoundException' });
  await take(MAX_RECEIVES.commands);

  const detail = 'An internal error occurred. It is logged under this request id.';
  deepEqual(
    told.map(({ detailType, metadata, data }) => [detailType, metadata.tenant, data]),
    [['Request Refused', 'acme', { origin: 'sqs', code: 'INTERNAL', detail, errors: [], id }]],
  );
  const [letter] = await messagesIn(queueUrl, 1);
  deepEqual(
    [letter?.MessageAttributes?.code?.StringValue, letter?.MessageAttributes?.detail?.StringValue],
    ['INTERNAL', detail],
  );
});

test('a Docs that comes back in between has done it', async (t) => {
  const answers = [503, { error: 0, version: '9' }];
  const { take, rows } = await consumer(t, () => answers.shift() ?? 500);
  const body = { c: 'version', id: freshId() };

  await rejects(take(recordOf(body)), { code: 'DOCS_UNAVAILABLE' });
  await take(recordOf(body, { receives: 2 }));

  deepEqual((await rows())[0]?.answer, { error: 0, version: '9' });
});

test('a forgotten file is copied; its outcome names the object and holds no link', async (t) => {
  const key = freshKey();
  const url = `http://docs.internal/files/${key}/output.docx?md5=1`;
  const { take, rows } = await consumer(t, () => ({ error: 0, url }), { keys: [key] });

  await take(recordOf({ c: 'getForgotten', key, tenant: 'acme' }));

  const { document, ...answer } = (await rows())[0]?.answer ?? {};
  deepEqual(answer, { error: 0, key });
  equal(document?.key, `documents/acme/${key}/2026-11-22T08:00:00.000Z/document.docx`);
  deepEqual([document?.url, document && 'versionId' in document], [undefined, false]);
});

test("another tenant's document is not there, and Docs is not asked", async (t) => {
  const { asked, take, rows } = await consumer(t, () => ({ error: 0 }), { keyPrefix: '{tenant}.' });

  await take(recordOf({ c: 'drop', key: 'beta.1', all: true, tenant: 'acme' }));

  equal((await rows())[0]?.error?.code, 'DOCUMENT_NOT_FOUND');
  deepEqual(asked, []);
});

test('a list that no event can hold is cut, and says by how much', async (t) => {
  const keys = Array.from({ length: 5000 }, (_, n) => `acme.${'x'.repeat(100)}${n}`);
  const { take, rows } = await consumer(t, () => 500, { keys });

  await take(recordOf({ c: 'getForgottenList' }));

  const { keys: kept, keysOmitted, error } = (await rows())[0]?.answer ?? {};
  const list = kept as string[];
  equal(error, 0);
  ok(list.length > 1000);
  deepEqual(list, keys.slice(0, list.length));
  equal(keysOmitted, 5000 - list.length);
});

test('a field that no event can hold is left out, and named', async (t) => {
  const license = { branding: true };
  const quota = {
    users: Array.from({ length: 5000 }, (_, n) => ({ userid: `user-${n}`.repeat(5) })),
  };
  const { take, rows } = await consumer(t, () => ({ error: 0, license, quota }));

  await take(recordOf({ c: 'license' }));

  deepEqual((await rows())[0]?.answer, { error: 0, license, omitted: ['quota'] });
});

const REFUSED: [string, unknown, string, string | undefined][] = [
  ['no JSON', '{"c":', 'MALFORMED', undefined],
  ['a name twice', '{"c":"version","c":"license"}', 'MALFORMED', undefined],
  ['no object', [], 'COMMAND_INVALID', ''],
  ['null', 'null', 'COMMAND_INVALID', ''],
  ['an unknown command', { c: 'saved', key: 'a' }, 'COMMAND_INVALID', '/c'],
  ['a key of dots', { c: 'deleteForgotten', key: '..' }, 'COMMAND_INVALID', '/key'],
  ['an id of another shape', { c: 'version', id: '1' }, 'COMMAND_INVALID', '/id'],
  ['a tenant that is none', { c: 'version', tenant: '../x' }, 'COMMAND_INVALID', '/tenant'],
  ['an unknown field on the bus', eventOf({ c: 'version', x: 1 }), 'COMMAND_INVALID', '/x'],
  [
    'what asks for a build',
    eventOf({ c: 'version' }, { 'detail-type': 'Build Requested' }),
    'COMMAND_INVALID',
    '/id',
  ],
];

for (const [what, body, code, pointer] of REFUSED) {
  test(`${what} is refused once and for all, with its reason`, async (t) => {
    const { asked, told, take, rows, dead } = await consumer(t, () => ({ error: 0 }));
    const record = recordOf(body);

    await take(record);

    const [event] = told;
    equal(event?.detailType, 'Request Refused');
    const data = event?.data as { code: string; errors: { pointer: string }[] };
    equal(data.code, code);
    equal(data.errors[0]?.pointer, pointer);
    const [message] = await dead(1);
    equal(message?.Body, record.body);
    equal(message?.MessageAttributes?.code?.StringValue, code);
    deepEqual(asked, []);
    deepEqual(await rows(), []);
  });
}

test('nothing that breaks the key rule goes from the queue to Docs', async (t) => {
  const { asked, take } = await consumer(t, () => ({ error: 0 }));
  const keys = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 140 }),
    fc.stringMatching(/^[._=\-/\\%a0]{0,12}$/),
    fc.jsonValue(),
  );

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('info', 'deleteForgotten', 'getForgotten'),
      keys,
      async (c, key) => {
        asked.length = 0;
        const isKey =
          typeof key === 'string' &&
          /^[0-9A-Za-z._=-]{1,128}$/.test(key) &&
          /[0-9A-Za-z]/.test(key);

        await take(recordOf({ c, key }));

        equal(asked.length > 0, isKey);
      },
    ),
    { numRuns: 50 },
  );
});
