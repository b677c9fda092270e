import { deepEqual } from 'node:assert/strict';
import { before, test } from 'node:test';
import type { SQSRecord } from 'aws-lambda';
import type { GatewayEvent } from '../../../shared/events/bus.ts';
import { freshId } from '../../../shared/ids.ts';
import { acceptBuild } from '../../../shared/queue/accept-build.ts';
import { recordOf } from '../../support/aws/records.ts';
import { freshQueue, messagesIn, sqs } from '../../support/aws/resources.ts';
import { freshUploads } from '../../support/queue/uploads.ts';

let uploads: Awaited<ReturnType<typeof freshUploads>>;
let deadLetterUrl: string;
before(async () => {
  [uploads, deadLetterUrl] = await Promise.all([freshUploads(), freshQueue()]);
  await uploads.put('templates/order.js');
  await uploads.put('templates/order.schema.json', JSON.stringify(SCHEMA));
  await uploads.put('templates/broken.js');
  await uploads.put('templates/broken.schema.json', '{"type":"strng"}');
});

const SCHEMA = {
  required: ['number'],
  properties: { number: { type: 'string' }, lines: { items: { type: 'number' } } },
};
/** The value that is wrong must not be in any event. */
const ARGUMENT = { lines: [1, 'a secret'] };
const INVALID_ARGUMENT = {
  code: 'ARGUMENT_INVALID',
  detail: 'The argument is not valid for the template order: /argument/number is required.',
  errors: [
    { pointer: '/argument/number', detail: 'is required' },
    { pointer: '/argument/lines/1', detail: 'must be a number' },
  ],
};
const INVALID_TEMPLATE = {
  code: 'TEMPLATE_INVALID',
  detail:
    'The schema of the template broken cannot be used: /type must be one of array, boolean, integer, null, number, object, string, or an array of them.',
  errors: [],
};
const CASES: [template: string, refusal: typeof INVALID_ARGUMENT | typeof INVALID_TEMPLATE][] = [
  ['order', INVALID_ARGUMENT],
  ['broken', INVALID_TEMPLATE],
];

/** Accepts a message of the builds queue. @returns the events of refusals, and the reasons of dead letters */
async function accept(record: SQSRecord) {
  const events: GatewayEvent[] = [];
  const bus = async (...sent: GatewayEvent[]) => void events.push(...sent);
  await acceptBuild(
    uploads.sandbox.admissionDeps,
    { bus, deadLetters: { sqs, url: deadLetterUrl } },
    record,
  );
  const letters = await messagesIn(deadLetterUrl, 1);
  const reasons = letters.map(({ Body, MessageAttributes: { code, detail } = {} }) => [
    Body,
    code?.StringValue,
    detail?.StringValue,
  ]);
  return { told: events.map(withoutId), reasons };
}

/** An event without its own id, which is made of the time and the sender. */
const withoutId = ({ detailType, metadata: { tenant, correlationId }, data }: GatewayEvent) => ({
  detailType,
  tenant,
  correlationId,
  data,
});

const refused = (correlationId: string, data: object) => [
  { detailType: 'Request Refused', tenant: 'doors', correlationId, data },
];

for (const [template, refusal] of CASES) {
  const { code, detail } = refusal;

  test(`a message with an argument for the template ${template} is refused as ${code}`, async () => {
    const id = freshId();
    const record = recordOf({ id, tenant: 'doors', template, argument: ARGUMENT });

    const { told, reasons } = await accept(record);

    deepEqual(told, refused(record.messageId, { origin: 'sqs', ...refusal, id }));
    deepEqual(reasons, [[record.body, code, detail]]);
  });

  test(`an event with an argument for the template ${template} is refused as ${code}`, async () => {
    const record = recordOf({
      'detail-type': 'Build Requested',
      id: 'event-1',
      time: '2026-11-22T08:00:00Z',
      account: '000000000000',
      source: 'shop',
      detail: { tenant: 'doors', template, argument: ARGUMENT },
    });

    const { told, reasons } = await accept(record);

    deepEqual(told, refused('event-1', { origin: 'event', ...refusal }));
    deepEqual(reasons, [[record.body, code, detail]]);
  });

  test(`uploaded data for the template ${template} is refused as ${code}`, async () => {
    const key = `inbox/doors/${template}/42.json`;

    const events = await uploads.accept(await uploads.put(key, JSON.stringify(ARGUMENT)));

    deepEqual(events.map(withoutId), refused(key, { origin: 's3', ...refusal }));
  });

  test(`an uploaded request for the template ${template} is refused as ${code}`, async () => {
    const key = `inbox/doors/${template}.build.json`;
    const request = { template, argument: ARGUMENT, correlationId: 'order-42' };

    const events = await uploads.accept(await uploads.put(key, JSON.stringify(request)));

    deepEqual(events.map(withoutId), refused('order-42', { origin: 's3', ...refusal }));
  });
}

test('a request with such an argument becomes no build, and an upload of it is no dead letter', async () => {
  deepEqual(await uploads.buildsOf('doors'), []);
  deepEqual(await uploads.deadLetters(0), []);
});
