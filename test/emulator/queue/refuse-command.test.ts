import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { GatewayEvent } from '../../../shared/events/bus.ts';
import { freshId } from '../../../shared/ids.ts';
import { MAX_RECEIVES } from '../../../shared/limits.ts';
import { runQueuedCommand } from '../../../shared/queue/run-queued-command.ts';
import { freshQueue, messagesIn, sqs } from '../../support/aws/resources.ts';
import { commandEvent, commandQueue, commandRecord } from '../../support/command-queue.ts';
import { commandDocs, freshCommandDeps } from '../../support/docs/commands.ts';

test('a command with the id of another command is refused', async (t) => {
  const id = freshId();
  const { asked, refusals, receive, deadLetters } = await commandQueue(t, () => ({ error: 0 }));

  await receive(commandRecord({ c: 'version', id }));
  await receive(commandRecord({ c: 'license', id }));

  equal(asked.length, 1);
  equal(refusals[0]?.detailType, 'Request Refused');
  const [message] = await deadLetters(1);
  equal(message?.MessageAttributes?.code?.StringValue, 'IDEMPOTENCY_MISMATCH');
});

test('a command whose outcome cannot be stored is announced as refused at the last delivery', async (t) => {
  const { docs } = await commandDocs(t, () => ({ error: 0, version: '9' }));
  const { table, ...rest } = await freshCommandDeps(docs);
  const broken = { ...rest, table: { ...table, name: 'no-such-table' }, keepDays: 90 };
  const queueUrl = await freshQueue();
  const refusals: GatewayEvent[] = [];
  const bus = async (...events: GatewayEvent[]) => void refusals.push(...events);
  const receive = (receives: number) =>
    runQueuedCommand(
      broken,
      { bus, deadLetters: { sqs, url: queueUrl } },
      commandRecord({ c: 'version', id, tenant: 'acme' }, { receives }),
    );
  const id = freshId();

  await rejects(receive(MAX_RECEIVES.commands - 1), { name: 'ResourceNotFoundException' });
  await receive(MAX_RECEIVES.commands);

  const detail = 'An internal error occurred. It is logged under this request id.';
  deepEqual(
    refusals.map(({ detailType, metadata, data }) => [detailType, metadata.tenant, data]),
    [['Request Refused', 'acme', { origin: 'sqs', code: 'INTERNAL', detail, errors: [], id }]],
  );
  const [letter] = await messagesIn(queueUrl, 1);
  deepEqual(
    [letter?.MessageAttributes?.code?.StringValue, letter?.MessageAttributes?.detail?.StringValue],
    ['INTERNAL', detail],
  );
});

const REFUSED: [string, unknown, string, string | undefined][] = [
  ['a message that is not JSON', '{"c":', 'MALFORMED', undefined],
  ['an object with a repeated name', '{"c":"version","c":"license"}', 'MALFORMED', undefined],
  ['an array', [], 'COMMAND_INVALID', ''],
  ['null', 'null', 'COMMAND_INVALID', ''],
  ['an unknown command', { c: 'saved', key: 'a' }, 'COMMAND_INVALID', '/c'],
  ['a key of dots only', { c: 'deleteForgotten', key: '..' }, 'COMMAND_INVALID', '/key'],
  ['an invalid id', { c: 'version', id: '1' }, 'COMMAND_INVALID', '/id'],
  ['an invalid tenant', { c: 'version', tenant: '../x' }, 'COMMAND_INVALID', '/tenant'],
  ['an unknown field on the bus', commandEvent({ c: 'version', x: 1 }), 'COMMAND_INVALID', '/x'],
  [
    'an event that requests a build',
    commandEvent({ c: 'version' }, { 'detail-type': 'Build Requested' }),
    'COMMAND_INVALID',
    '/id',
  ],
];

for (const [what, body, code, pointer] of REFUSED) {
  test(`${what} is refused at the first delivery, with its reason`, async (t) => {
    const { asked, refusals, receive, rows, deadLetters } = await commandQueue(t, () => ({
      error: 0,
    }));
    const record = commandRecord(body);

    await receive(record);

    const [event] = refusals;
    equal(event?.detailType, 'Request Refused');
    const data = event?.data as { code: string; errors: { pointer: string }[] };
    equal(data.code, code);
    equal(data.errors[0]?.pointer, pointer);
    const [message] = await deadLetters(1);
    equal(message?.Body, record.body);
    equal(message?.MessageAttributes?.code?.StringValue, code);
    deepEqual(asked, []);
    deepEqual(await rows(), []);
  });
}

test('a command with an invalid key is never sent to Docs', async (t) => {
  const { asked, receive } = await commandQueue(t, () => ({ error: 0 }));
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

        await receive(commandRecord({ c, key }));

        equal(asked.length > 0, isKey);
      },
    ),
    { numRuns: 20 },
  );
});
