import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { ulid } from 'ulid';
import { editingOf } from '../../support/docs/editing.ts';
import { commandEntryPoints } from '../../support/stack/command-entry-points.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'command-replays');
const { sendToQueue, putOnBus, eventOf } = commandEntryPoints(gateway);
const editing = editingOf(gateway);

test('a command message that is delivered again gets the first outcome, and Docs is not asked again', async () => {
  const caller = await gateway.as();
  const session = await editing.open(caller, 'again');
  const { key } = session;
  const [tenant, id] = [caller.tenant, ulid()];
  const command = { c: 'info', key, userdata: 'once', tenant, id };

  const first = await eventOf(caller, await sendToQueue(command));
  await sendToQueue(command);
  await putOnBus(command);
  await eventOf(caller, await sendToQueue({ c: 'version', tenant }));

  equal(first.detail.data.id, id);
  const asked = (await session.callbacks()).filter(({ body }) => body.userdata === 'once');
  equal(asked.length, 1);
  const ends = gateway.events.all.filter(({ detail }) => detail.data.id === id);
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
  const { detail } = await eventOf(caller, id);
  await eventOf(caller, await sendToQueue({ c: 'version', tenant: caller.tenant }));

  equal(detail.data.origin, 'event');
  const ends = gateway.events.all.filter(
    ({ detail: { metadata } }) => metadata.correlationId === id,
  );
  equal(new Set(ends.map((end) => end.detail.metadata.id)).size, 1);
});

test("a command's id is unique within its tenant, and belongs to one command", async () => {
  const [caller, other] = [await gateway.as(), await gateway.as()];
  const id = ulid();
  const give = (tenant: string, c: string) => sendToQueue({ c, tenant, id });

  const first = await eventOf(caller, await give(caller.tenant, 'version'));
  const second = await eventOf(other, await give(other.tenant, 'license'));
  const { detail } = await gateway.refusalOf(await give(caller.tenant, 'license'));

  deepEqual([first.detail.data.id, second.detail.data.id], [id, id]);
  equal(first.detail.data.answer?.version, '10.0.0.170');
  ok(second.detail.data.answer?.license);
  deepEqual([detail.data.code, detail.data.id], ['IDEMPOTENCY_MISMATCH', id]);
});
