import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { freshId, ID_PATTERN } from '../../../shared/ids.ts';
import { findCommand } from '../../../shared/storage/rows/command-outcomes.ts';
import { commandEvent, commandQueue, commandRecord } from '../../support/command-queue.ts';
import { freshKey } from '../../support/docs/commands.ts';

test('a command is sent to Docs and its outcome is stored', async (t) => {
  const key = freshKey();
  const { asked, refusals, receive, rows } = await commandQueue(t, () => ({
    error: 0,
    users: ['anna'],
  }));
  const record = commandRecord({ c: 'info', key, tenant: 'acme' });

  await receive(record);

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
  deepEqual(refusals, []);
});

test('a message that is delivered again runs no second command', async (t) => {
  const { asked, receive, rows } = await commandQueue(t, () => ({ error: 0, version: '9' }));
  const record = commandRecord({ c: 'version' });

  await receive(record);
  await receive(record);

  equal(asked.length, 1);
  equal((await rows()).length, 1);
});

test('three deliveries at once store one outcome', async (t) => {
  const { receive, rows } = await commandQueue(t, () => ({ error: 0, version: '9' }));
  const record = commandRecord({ c: 'version' });

  await Promise.all([receive(record), receive(record), receive(record)]);

  equal((await rows()).length, 1);
});

test('an id of the sender identifies a command within its tenant', async (t) => {
  const id = freshId();
  const { asked, receive, table } = await commandQueue(t, () => ({ error: 0, version: '9' }));

  for (const tenant of ['acme', 'acme', 'beta'])
    await receive(commandRecord({ c: 'version', id, tenant }));

  equal(asked.length, 2);
  for (const tenant of ['acme', 'beta'])
    deepEqual((await findCommand(table, tenant, id))?.answer, { error: 0, version: '9' });
});

test('a command from the event bus runs once for each event', async (t) => {
  const { asked, receive, rows } = await commandQueue(t, () => ({ error: 0, version: '9' }));
  const event = commandEvent({ c: 'version', tenant: 'acme' });

  await receive(commandRecord(event));
  await receive(commandRecord(event));

  equal(asked.length, 1);
  const [row] = await rows();
  deepEqual([row?.origin, row?.correlationId, row?.tenant], ['event', event.id, 'acme']);
});
