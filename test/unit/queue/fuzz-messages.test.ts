import { deepEqual, equal, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { attribute, recordOf } from '../../support/aws/records.ts';
import { type WillingAws, willingAws } from '../../support/aws/willing-aws.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { checkEvents } from '../../support/fuzz/answers.ts';
import { queueFunction } from '../../support/fuzz/handlers.ts';
import { inTime } from '../../support/fuzz/limits.ts';
import { changedFields, jsonTexts, SEED } from '../../support/fuzz/values.ts';

const REQUEST = {
  script: scriptOf('a.docx'),
  argument: { n: 1 },
  metadata: { order: '42' },
  id: '01KAMXF9W0Q5T2M7Y3B8C4D6E1',
  tenant: 'acme',
};
const EVENT = {
  id: 'b0c0a8b6-1e1c-4b60-9c3c-5b8d4a5c3a11',
  time: '2026-11-22T08:00:00Z',
  account: '000000000000',
  source: 'shop',
  'detail-type': 'Build Requested',
  detail: REQUEST,
};

/** Delivers one message, which must not fail. @returns the events and dead letters that it caused */
async function deliver(
  aws: WillingAws,
  queue: Awaited<ReturnType<typeof queueFunction>>,
  ...record: Parameters<typeof recordOf>
) {
  aws.clear();
  deepEqual(await inTime(() => queue(recordOf(...record))), []);
  checkEvents(aws.events);
  const letters = aws.messages.filter(({ QueueUrl }) => QueueUrl.endsWith('/dead-letters'));
  ok(letters.length <= 1);
  equal(aws.events.length, letters.length);
  return { isAccepted: letters.length === 0 };
}

async function builds(t: TestContext) {
  const aws = await willingAws(t, 'a secret');
  return { aws, queue: await queueFunction('accept-build') };
}

test('every message becomes a build, or is announced and kept as a dead letter', async (t) => {
  const { aws, queue } = await builds(t);

  await fc.assert(
    fc.asyncProperty(jsonTexts(REQUEST), async (body) => {
      const { isAccepted } = await deliver(aws, queue, body);
      equal(
        [...aws.rows.keys()].some((key) => key.startsWith('BUILD#')),
        isAccepted,
      );
    }),
    { numRuns: 80, seed: SEED },
  );
});

test('every event of the bus becomes a build, or is announced and kept as a dead letter', async (t) => {
  const { aws, queue } = await builds(t);
  const events = fc.oneof(
    jsonTexts(EVENT),
    changedFields(REQUEST).map((detail) => JSON.stringify({ ...EVENT, detail })),
    jsonTexts(REQUEST).map((text) => JSON.stringify(EVENT).replace(JSON.stringify(REQUEST), text)),
  );

  await fc.assert(
    fc.asyncProperty(events, async (body) => {
      await deliver(aws, queue, body);
    }),
    { numRuns: 60, seed: SEED },
  );
});

test('every attribute of a message is accepted', async (t) => {
  const { aws, queue } = await builds(t);
  const values = fc.oneof(
    fc.string(),
    fc.constantFrom('', '-1', '1e9', '99999999999999', '999999999999999'),
  );

  await fc.assert(
    fc.asyncProperty(values, values, async (sentTimestamp, messageId) => {
      const messageAttributes = {
        sentTimestamp: attribute(sentTimestamp),
        messageId: attribute(messageId),
      };
      const { id: _, ...request } = REQUEST;
      const { isAccepted } = await deliver(aws, queue, request, { messageAttributes });
      ok(isAccepted);
    }),
    { numRuns: 20, seed: SEED },
  );
});
