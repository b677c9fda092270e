import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ulid } from 'ulid';
import { issuerKey, signToken } from '../../infra/local/issuer.ts';
import { queueNamed, takeMessage } from '../support/aws/queues.ts';
import { editingOf } from '../support/docs/editing.ts';
import { localClient } from '../support/local-client.ts';
import { commandDoors, type Door, post } from '../support/stack/command-doors.ts';
import { type Caller, openGateway, type Problem } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'command-refusals');
const { doors, http, sendToQueue, putOnBus, told } = commandDoors(gateway);
const editing = editingOf(gateway);
const sqs = localClient(SQSClient, gateway.aws);
const deadLetters = await queueNamed(sqs, 'QueuesCommandsDead');

const problemOf = async (door: Door, caller: Caller, command: object) => {
  const { answer, error } = await door.ask(caller, command);
  ok(error, JSON.stringify(answer));
  return error;
};

/** Two files that Docs could not hand over, the key of one beginning that of the other. */
let leaving: Promise<string[]> | undefined;
async function leftBehind(): Promise<string[]> {
  const caller = await gateway.as();
  const left = [
    editing.forget(caller, 'a', 'The short one'),
    editing.forget(caller, 'a-2', 'The long one'),
  ];
  return Promise.all(left);
}

/** What Docs itself refuses; each title goes on with the door. */
const REFUSED: Record<string, (refused: Refused) => Promise<void>> = {
  'a document that Docs does not know is 404 DOCUMENT_NOT_FOUND': async ({ caller, door }) => {
    const key = `${caller.tenant}.unknown`;

    for (const c of ['info', 'forcesave']) {
      const { status, code, docsError, retryable } = await problemOf(door, caller, { c, key });

      deepEqual([status, code, docsError, retryable], [404, 'DOCUMENT_NOT_FOUND', 1, false], c);
    }
  },
  'a forgotten file that Docs does not list is 404 DOCUMENT_NOT_FOUND': async ({
    caller,
    door,
  }) => {
    const key = `${caller.tenant}.unlisted`;

    for (const c of ['getForgotten', 'deleteForgotten']) {
      const { status, code, docsError } = await problemOf(door, caller, { c, key });

      deepEqual([status, code, docsError], [404, 'DOCUMENT_NOT_FOUND', undefined], c);
    }
  },
  'a document without a callback URL is 422 CALLBACK_URL_INVALID': async ({ caller, door }) => {
    const { key } = await editing.open(caller, 'mute', { callbackUrl: undefined });

    const { status, code, docsError } = await problemOf(door, caller, { c: 'info', key });

    deepEqual([status, code, docsError], [422, 'CALLBACK_URL_INVALID', 2]);
  },
  'a key that begins that of another file is 409 CONFLICT, and both stay': async (refused) => {
    const { caller, door } = refused;
    leaving ??= leftBehind();
    const both = await leaving;

    for (const c of ['getForgotten', 'deleteForgotten']) {
      const { status, code, detail } = await problemOf(door, caller, { c, key: both[0] });

      deepEqual([status, code], [409, 'CONFLICT'], c);
      match(detail, /^1 key of another file begins with this key/);
    }
    const { keys } = await editing.askDocs({ c: 'getForgottenList' });
    const left = (keys as string[]).filter((key) => both.includes(key));
    deepEqual(left.sort(), both);
  },
};
type Refused = { caller: Caller; door: Door };

describe('a command that Docs refuses', { concurrency: 3 }, () => {
  for (const [what, check] of Object.entries(REFUSED)) {
    for (const door of doors) {
      test(`${what}, by ${door.name}`, async () => {
        await check({ caller: await gateway.as(), door });
      });
    }
  }
});

const KEY =
  'must be 1 to 128 letters, digits, ".", "_", "=" and "-", with a letter or digit among them';
const NAME =
  'must be one of deleteForgotten, drop, forcesave, getForgotten, getForgottenList, info, license, meta, version';
const UNKNOWN = 'is not a known field';
const USERS = 'must be present, unless "all" is true to drop everyone';
const key = 'letter';

/** What no door takes, the field that is wrong, and the rule it breaks. */
const WRONG: [what: string, command: object, pointer: string, detail: string][] = [
  ['an empty key', { c: 'deleteForgotten', key: '' }, '/key', KEY],
  ['a key of one dot', { c: 'deleteForgotten', key: '.' }, '/key', KEY],
  ['a key of two dots', { c: 'deleteForgotten', key: '..' }, '/key', KEY],
  ['a key that climbs', { c: 'getForgotten', key: '../letter' }, '/key', KEY],
  ['a key with a slash', { c: 'info', key: 'a/b' }, '/key', KEY],
  ['a key of other letters', { c: 'forcesave', key: 'письмо' }, '/key', KEY],
  ['a key of 129 letters', { c: 'info', key: 'a'.repeat(129) }, '/key', KEY],
  ['a number as key', { c: 'info', key: 42 }, '/key', KEY],
  ['no key', { c: 'forcesave' }, '/key', KEY],
  ['no command', { key }, '/c', NAME],
  ['an unknown command', { c: 'shutdown', key }, '/c', NAME],
  ['an undocumented command', { c: 'saved', key, status: '0' }, '/c', NAME],
  ['an undocumented field', { c: 'info', key, callback: 'http://10.0.0.1' }, '/callback', UNKNOWN],
  ['a key for a command without one', { c: 'version', key }, '/key', UNKNOWN],
  ['a drop of nobody', { c: 'drop', key }, '/users', USERS],
  ['a drop of some and all', { c: 'drop', key, users: ['anna'], all: true }, '/users', USERS],
  ['a drop of a name', { c: 'drop', key, users: 'anna' }, '/users', 'must be a list of user ids'],
  ['a drop of a number', { c: 'drop', key, users: [1] }, '/users/0', 'must be the id of a user'],
  ['no title', { c: 'meta', key, meta: {} }, '/meta/title', 'must be a text'],
  ['an empty title', { c: 'meta', key, meta: { title: '' } }, '/meta/title', 'must not be empty'],
  [
    'long userdata',
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

      const { status, code, detail, errors } = await problemOf(http, caller, command);
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
      equal((await problemOf(http, caller, { c, key })).status, 422, key);

  const { answer } = await http.ask(caller, { c: 'getForgotten', key: kept });
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

test('a command needs its own scope or commands:*', async () => {
  const tenant = gateway.freshTenant();
  const [one, all, none] = await Promise.all([
    gateway.as({ tenant, scope: 'commands:version' }),
    gateway.as({ tenant, scope: 'builds:write commands:*' }),
    gateway.as({ tenant, scope: 'builds:read builds:write scripts:run' }),
  ]);

  for (const caller of [one, all]) equal((await post(caller, { c: 'version' })).status, 200);
  for (const caller of [one, none]) {
    const { status, body } = await post<Problem>(caller, { c: 'license' });

    deepEqual([status, body.code], [403, 'FORBIDDEN']);
    ok(body.detail.includes('commands:'), body.detail);
  }
  const { body } = await post<Problem>(one, { c: 'license' });
  ok(body.detail.includes('commands:license'), body.detail);
});

test('a caller that acts for another tenant needs tenants:act, and the copy goes to that tenant', async () => {
  const [caller, other] = [await gateway.as(), await gateway.as()];
  const scoped = await gateway.as({ tenant: caller.tenant, scope: 'commands:*' });
  const key = await editing.forget(other, 'acted', 'For another');
  const headers = { 'docs-gateway-tenant': other.tenant };

  const refused = await post<Problem>(scoped, { c: 'getForgotten', key }, headers);
  const { status, body } = await post<{ document: { key: string } }>(
    caller,
    { c: 'getForgotten', key },
    headers,
  );

  deepEqual([refused.status, refused.body.code], [403, 'FORBIDDEN']);
  match(refused.body.detail, /tenants:act/);
  equal(status, 200);
  ok(body.document.key.startsWith(`documents/${other.tenant}/${key}/`), body.document.key);
});

test('a token without a tenant is answered 403 TENANT_MISSING', async () => {
  const { apiUrl, test } = gateway.facts;
  const key = await issuerKey(test.issuerKeyFile);
  const claims = { scope: 'commands:*', tenant: 'no/tenant', subject: 'someone' };
  const token = await signToken(key, test.issuerUrl, claims);

  const response = await fetch(`${apiUrl}/v1/commands`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"c":"version"}',
  });

  const { code } = (await response.json()) as Problem;
  deepEqual([response.status, code], [403, 'TENANT_MISSING']);
});

test('a command message that is delivered again gets the first outcome, and Docs is not asked again', async () => {
  const caller = await gateway.as();
  const session = await editing.open(caller, 'again');
  const { key } = session;
  const [tenant, id] = [caller.tenant, ulid()];
  const command = { c: 'info', key, userdata: 'once', tenant, id };

  const first = await told(caller, await sendToQueue(command));
  await sendToQueue(command);
  await putOnBus(command);
  await told(caller, await sendToQueue({ c: 'version', tenant }));

  equal(first.detail.data.id, id);
  const asked = (await session.callbacks()).filter(({ body }) => body.userdata === 'once');
  equal(asked.length, 1);
  const ends = gateway.told.all.filter(({ detail }) => detail.data.id === id);
  deepEqual(new Set(ends.map(({ detail }) => detail.metadata.id)).size, 1);
});

test('a command event that is delivered three times has one outcome', async () => {
  const caller = await gateway.as();
  const id = `event-${ulid()}`;
  const envelope = {
    version: '0',
    id,
    'detail-type': 'Command Requested',
    source: 'shop',
    account: '000000000000',
    time: '2026-11-22T08:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail: { c: 'version', tenant: caller.tenant },
  };

  await Promise.all([1, 2, 3].map(() => sendToQueue(envelope)));
  const { detail } = await told(caller, id);
  await told(caller, await sendToQueue({ c: 'version', tenant: caller.tenant }));

  equal(detail.data.origin, 'event');
  const ends = gateway.told.all.filter(({ detail: { metadata } }) => metadata.correlationId === id);
  equal(new Set(ends.map((end) => end.detail.metadata.id)).size, 1);
});

test("a command's id is unique within its tenant, and belongs to one command", async () => {
  const [caller, other] = [await gateway.as(), await gateway.as()];
  const id = ulid();
  const give = (tenant: string, c: string) => sendToQueue({ c, tenant, id });

  const first = await told(caller, await give(caller.tenant, 'version'));
  const second = await told(other, await give(other.tenant, 'license'));
  const { detail } = await gateway.refusalOf(await give(caller.tenant, 'license'));

  deepEqual([first.detail.data.id, second.detail.data.id], [id, id]);
  equal(first.detail.data.answer?.version, '10.0.0.170');
  ok(second.detail.data.answer?.license);
  deepEqual([detail.data.code, detail.data.id], ['IDEMPOTENCY_MISMATCH', id]);
});
