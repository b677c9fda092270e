import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { buildEnded } from '../../../shared/events/build-events.ts';
import { eventBus, type GatewayEvent } from '../../../shared/events/bus.ts';
import { callbackReceived } from '../../../shared/events/document-events.ts';
import { requestRefused } from '../../../shared/events/refusal-events.ts';
import { NO_FILES } from '../../../shared/storage/rows/saves.ts';
import { freshBus, messagesIn } from '../../support/aws/resources.ts';
import { buildOf } from '../../support/builds.ts';
import { read } from '../../support/docs/parsed-callback.ts';
import { checkEvent } from '../../support/event-schema.ts';

const many = (count: number, length: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`field${n}`, 'x'.repeat(length)]));
const callbackWith = (fields: object) =>
  callbackReceived(
    {
      tenant: 'acme',
      callbackId: 'c',
      callback: read({ key: '\u0001'.repeat(4000), ...fields }),
      query: {},
    },
    NO_FILES,
  );
const refusalOf = (pointer: string) =>
  requestRefused(
    { time: 1, tenant: 'acme', correlationId: 'c', sourceId: 's' },
    {
      origin: 'sqs',
      code: 'REQUEST_INVALID',
      detail: pointer,
      errors: Array.from({ length: 100 }, () => ({ pointer, detail: 'is not a known field' })),
    },
  );

/** Events whose single fields are within their limits, and whose sum is not. */
const LARGE: Record<string, GatewayEvent> = {
  'a callback with many fields': callbackWith({ status: 1, ...many(200, 5000) }),
  'a callback with many small fields': callbackWith({ status: 1, ...many(20_000, 20) }),
  'a refusal with long pointers': refusalOf(`/${'x'.repeat(50_000)}`),
  'a build with many warnings': buildEnded(
    buildOf({
      status: 'succeeded',
      endedAt: '2026-11-22T08:00:00.000Z',
      warnings: Array.from({ length: 3000 }, (_, line) => ({
        code: 'LINE_SWALLOWED' as const,
        line,
        detail: 'x'.repeat(500),
      })),
    }),
  ),
};

for (const [what, event] of Object.entries(LARGE)) {
  test(`${what} is published, cut to fit into an event`, async () => {
    const { name, queueUrl } = await freshBus();

    await eventBus(name)(event);

    const [message] = await messagesIn(queueUrl, 1);
    const { detail, 'detail-type': type } = JSON.parse(message?.Body ?? '');
    ok(Buffer.byteLength(JSON.stringify(detail)) <= 240 * 1024);
    deepEqual(detail.metadata, event.metadata);
    checkEvent(type, detail);
  });
}
