import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { BUILD_REQUESTED } from '../../../shared/events/request-types.ts';
import { readMessage as read } from '../../../shared/queue/messages.ts';
import { attribute, recordOf } from '../../support/aws/records.ts';

const readMessage = (record: ReturnType<typeof recordOf>) => read(record, BUILD_REQUESTED);

const request = { template: 'invoice' };
const envelope = {
  version: '0',
  id: 'event-1',
  'detail-type': 'Build Requested',
  source: 'shop',
  account: '000000000000',
  time: '2026-11-22T08:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: request,
};

test('a message is identified by its id and the time it was sent', () => {
  const { body, ...source } = readMessage(recordOf(request, { messageId: 'm' }));

  deepEqual(source, { origin: 'sqs', time: 1_795_334_400_000, sourceId: 'm', correlationId: 'm' });
  deepEqual(body(), request);
});

test('a message from the dead-letter queue keeps its first id and time', () => {
  const messageAttributes = {
    messageId: attribute('first'),
    sentTimestamp: attribute('1700000000000'),
  };

  const { sourceId, time } = readMessage(recordOf(request, { messageAttributes }));

  deepEqual([sourceId, time], ['first', 1_700_000_000_000]);
});

test('an invalid sentTimestamp is ignored', () => {
  for (const wrong of ['soon', '', '-1', '1.5', 'Infinity', '9'.repeat(20)]) {
    const record = recordOf(request, { messageAttributes: { sentTimestamp: attribute(wrong) } });
    equal(readMessage(record).time, 1_795_334_400_000, wrong);
  }
});

test('the source of an event has its account, source, id and time', () => {
  const { body, ...source } = readMessage(recordOf(envelope));

  deepEqual(source, {
    origin: 'event',
    time: Date.parse('2026-11-22T08:00:00Z'),
    sourceId: '["000000000000","shop","event-1"]',
    correlationId: 'event-1',
  });
  deepEqual(body(), request);
});

test('a message that only looks like an event is read as a message', () => {
  for (const wrong of [
    { ...envelope, 'detail-type': 'Other' },
    { ...envelope, time: 'now' },
  ])
    equal(readMessage(recordOf(wrong)).origin, 'sqs');
});

test('a body that is not strict JSON throws MALFORMED', () => {
  throws(() => readMessage(recordOf('{"a":1,"a":2}')).body(), { code: 'MALFORMED' });
  throws(() => readMessage(recordOf('no JSON')).body(), { code: 'MALFORMED' });
  throws(() => readMessage(recordOf('')).body(), { code: 'MALFORMED' });
  const twice = JSON.stringify(envelope).replace('{"template"', '{"template":"x","template"');
  throws(() => readMessage(recordOf(twice)).body(), { code: 'MALFORMED' });
});
