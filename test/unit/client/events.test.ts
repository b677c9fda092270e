import { deepEqual, equal, rejects, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { eventExamples } from '../../../docs/generator/parts.ts';
import { handleOnce, isRepeat, parseEvent } from '../../../shared/client/client.ts';
import { DETAIL_TYPES } from '../../../shared/events/schemas.ts';

const delivered = eventExamples().map((example) => ({
  version: '0',
  id: 'an-id-of-eventbridge',
  source: 'docs-gateway',
  account: '000000000000',
  time: '2026-11-22T08:00:00Z',
  region: 'eu-central-1',
  resources: [],
  ...example,
}));
const [first] = delivered;

test('each of the ten types is read as it is delivered, and as the JSON of a queue', () => {
  const types = delivered.map((event) => parseEvent(event).type);

  deepEqual(types, DETAIL_TYPES);
  for (const event of delivered) {
    const { metadata, data } = event.detail as { metadata: object; data: object };
    deepEqual(parseEvent(JSON.stringify(event)), { type: event['detail-type'], metadata, data });
  }
});

test('an event has the type of its data', () => {
  const event = parseEvent(first);

  if (event.type !== 'Build Succeeded') throw new Error('the first example is of another type');
  const status: 'succeeded' = event.data.status;
  equal(status, 'succeeded');
});

test('a type of a later version is read as one to ignore', () => {
  const event = parseEvent({ ...first, 'detail-type': 'Build Paused' });

  deepEqual([event.type, 'addedType' in event && event.addedType], ['added later', 'Build Paused']);
});

test('what is no event of the gateway is refused', () => {
  const others = [
    null,
    'no JSON',
    '[]',
    {},
    { ...first, source: 'shop' },
    { ...first, detail: {} },
    { ...first, 'detail-type': undefined },
  ];

  for (const input of others) {
    throws(() => parseEvent(input), { name: 'EventError', code: 'EVENT_INVALID' });
  }
});

test('an event is handled once, however often it is delivered, and its id of EventBridge does not matter', async () => {
  const store = new Set<string>();
  const handled: string[] = [];
  const deliver = (id: string) =>
    handleOnce(store, parseEvent({ ...first, id }), ({ type }) => handled.push(type));

  deepEqual([await deliver('a'), await deliver('b')], [true, false]);
  deepEqual(handled, ['Build Succeeded']);
  equal(await isRepeat(store, parseEvent(first)), true);
});

test('an event whose handling failed is handled again when it is delivered again', async () => {
  const store = new Set<string>();
  const event = parseEvent(first);
  const fault = new Error('the database is away');
  const fail = () => {
    throw fault;
  };

  await rejects(handleOnce(store, event, fail), fault);

  equal(await isRepeat(store, event), false);
});

test('a store may answer later, as a database does', async () => {
  const ids = new Set<string>();
  const store = { has: async (id: string) => ids.has(id), add: async (id: string) => ids.add(id) };
  const event = parseEvent(first);

  await handleOnce(store, event, () => {});

  equal(await isRepeat(store, event), true);
});
