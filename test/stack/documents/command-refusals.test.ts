import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ulid } from 'ulid';
import { queueNamed, takeMessage } from '../../support/aws/queues.ts';
import { editingOf } from '../../support/docs/editing.ts';
import { localClient } from '../../support/local-client.ts';
import { commandEntryPoints, post } from '../../support/stack/command-entry-points.ts';
import { type Caller, openGateway, type Problem } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'command-refusals');
const { http, sendToQueue, putOnBus } = commandEntryPoints(gateway);
const editing = editingOf(gateway);
const sqs = localClient(SQSClient, gateway.aws);
const deadLetters = await queueNamed(sqs, 'QueuesCommandsDead');

/** Sends a command that must fail. */
async function problemOf(caller: Caller, command: object): Promise<Problem> {
  const { answer, error } = await http.run(caller, command);
  ok(error, JSON.stringify(answer));
  return error;
}

const KEY =
  'must be 1 to 4096 letters, digits, ".", "_", "=" and "-", with a letter or digit among them';
const NAME =
  'must be one of deleteForgotten, drop, forcesave, getForgotten, getForgottenList, info, license, meta, version';
const UNKNOWN = 'is not a known field';
const USERS = 'must be present, unless "all" is true to drop everyone';
const key = 'letter';

/** Commands that every entry point refuses, with the pointer of the wrong field and the rule. */
const WRONG: [what: string, command: object, pointer: string, detail: string][] = [
  ['an empty key', { c: 'deleteForgotten', key: '' }, '/key', KEY],
  ['a key of one dot', { c: 'deleteForgotten', key: '.' }, '/key', KEY],
  ['a key of two dots', { c: 'deleteForgotten', key: '..' }, '/key', KEY],
  ['the key ../letter', { c: 'getForgotten', key: '../letter' }, '/key', KEY],
  ['a key with a slash', { c: 'info', key: 'a/b' }, '/key', KEY],
  ['a key of Cyrillic letters', { c: 'forcesave', key: 'письмо' }, '/key', KEY],
  ['a key of 4,097 letters', { c: 'info', key: 'a'.repeat(4097) }, '/key', KEY],
  ['a key that is a number', { c: 'info', key: 42 }, '/key', KEY],
  ['a forcesave without a key', { c: 'forcesave' }, '/key', KEY],
  ['a command without a name', { key }, '/c', NAME],
  ['an unknown command', { c: 'shutdown', key }, '/c', NAME],
  ['an undocumented command', { c: 'saved', key, status: '0' }, '/c', NAME],
  ['an undocumented field', { c: 'info', key, callback: 'http://10.0.0.1' }, '/callback', UNKNOWN],
  ['a key for a command without one', { c: 'version', key }, '/key', UNKNOWN],
  ['a drop without users', { c: 'drop', key }, '/users', USERS],
  ['a drop with users and all', { c: 'drop', key, users: ['anna'], all: true }, '/users', USERS],
  [
    'a drop whose users are not a list',
    { c: 'drop', key, users: 'anna' },
    '/users',
    'must be a list of user ids',
  ],
  [
    'a drop of a user id that is a number',
    { c: 'drop', key, users: [1] },
    '/users/0',
    'must be the id of a user',
  ],
  ['meta without a title', { c: 'meta', key, meta: {} }, '/meta/title', 'must be a string'],
  ['an empty title', { c: 'meta', key, meta: { title: '' } }, '/meta/title', 'must not be empty'],
  [
    'userdata over 4,096 bytes',
    { c: 'forcesave', key, userdata: 'ж'.repeat(2049) },
    '/userdata',
    'must be at most 4096 bytes of UTF-8',
  ],
];

describe('commands that never reach Docs', { concurrency: 4 }, () => {
  for (const [what, command, pointer, rule] of WRONG) {
    test(`${what} is refused by HTTP, in the queue and on the bus, with field and rule`, async () => {
      const caller = await gateway.as();
      const { tenant } = caller;

      const { status, code, detail, errors } = await problemOf(caller, command);
      const messageId = await sendToQueue({ ...command, tenant });
      const eventId = await putOnBus({ ...command, tenant });

      deepEqual([status, code, errors], [422, 'COMMAND_INVALID', [{ pointer, detail: rule }]]);
      for (const [origin, correlationId] of [
        ['sqs', messageId],
        ['event', eventId],
      ] as const) {
        const { detail: refusal } = await gateway.refusalOf(correlationId);
        const { id } = refusal.metadata;
        deepEqual(refusal.metadata, { id, version: '1', tenant, correlationId });
        deepEqual(refusal.data, { origin, code, detail, errors });
      }
    });
  }
});

test('a deleteForgotten that is refused deletes no forgotten file, whatever its key', async () => {
  const caller = await gateway.as();
  const kept = await editing.forget(caller, 'canary', 'Still here');

  for (const key of [
    '',
    '.',
    '..',
    '../forgotten',
    '%2e',
    './',
    `${kept}/..`,
    `${kept}/output.docx`,
  ])
    for (const c of ['getForgotten', 'deleteForgotten'])
      equal((await problemOf(caller, { c, key })).status, 422, key);

  const { answer } = await http.run(caller, { c: 'getForgotten', key: kept });
  equal(answer?.error, 0);
});

test('a command that is not a JSON object is refused by HTTP, in the queue and on the bus', async () => {
  const caller = await gateway.as();
  const wrong = `{"c": "version" ${ulid()}`;

  const malformed = await post<Problem>(caller, wrong);
  const form = await post<Problem>(caller, 'c=version', { 'content-type': 'text/plain' });
  const list = await post<Problem>(caller, []);
  await sendToQueue(wrong);
  const letter = await takeMessage(sqs, deadLetters, ({ Body }) => Body === wrong);

  deepEqual([malformed.status, malformed.body.code], [400, 'MALFORMED']);
  deepEqual([form.status, form.body.code], [415, 'UNSUPPORTED_MEDIA_TYPE']);
  deepEqual([list.status, list.body.code], [422, 'COMMAND_INVALID']);
  equal(letter.MessageAttributes?.code?.StringValue, 'MALFORMED');
});

test('a refused message is in the dead-letter queue at once, with its reason', async () => {
  const { tenant } = await gateway.as();
  const body = JSON.stringify({ tenant, id: 'no id', c: 'version' });

  const correlationId = await sendToQueue(body);
  const { detail } = await gateway.refusalOf(correlationId);
  const letter = await takeMessage(sqs, deadLetters, ({ Body }) => Body === body);

  deepEqual([detail.data.code, detail.data.id], ['COMMAND_INVALID', 'no id']);
  equal(letter.MessageAttributes?.code?.StringValue, 'COMMAND_INVALID');
  match(`${letter.MessageAttributes?.detail?.StringValue}`, /26 characters/);
});
