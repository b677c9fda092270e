import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { buildEnded } from '../../../shared/events/build-events.ts';
import { requestRefused } from '../../../shared/events/refusal-events.ts';
import { eventJsonSchema } from '../../../shared/events/schemas.ts';
import { buildOf, fileOf } from '../../support/builds.ts';
import { checkEvent } from '../../support/event-schema.ts';

type Json = { [name: string]: Json };

const endedAt = '2026-11-22T08:00:00.000Z';
const detailOf = ({ metadata, data }: ReturnType<typeof buildEnded>) => ({ metadata, data });

test('what is published of a build fits the catalogue, also when its files are cut', () => {
  const files = Array.from({ length: 300 }, (_, n) =>
    fileOf({ name: `${n}`, key: 'k'.repeat(900) }),
  );
  const event = buildEnded(buildOf({ status: 'succeeded', endedAt, files }));

  equal((event.data as { filesOmitted: number }).filesOmitted, 200);
  checkEvent(event.detailType, detailOf(event));
});

test('what is published of a refused request fits the catalogue, with and without an id', () => {
  const about = { time: 1, tenant: 'acme', correlationId: 'c', sourceId: 's' };
  const refusal = { origin: 's3' as const, code: 'MALFORMED' as const, detail: 'x', errors: [] };

  for (const published of [refusal, { ...refusal, id: 'order-42' }])
    checkEvent('Request Refused', detailOf(requestRefused(about, published)));
});

test('a field that the catalogue does not describe is noticed', () => {
  const event = buildEnded(buildOf({ status: 'succeeded', endedAt, files: [] }));
  const data = { ...(event.data as object), capability: 'secret' };

  throws(() => checkEvent('Build Succeeded', { ...detailOf(event), data }));
});

test('a link in an event is noticed', () => {
  const event = buildEnded(buildOf({ status: 'succeeded', endedAt, files: [] }));
  const data = { ...(event.data as object), files: [{ ...fileOf(), url: 'https://x.example' }] };

  throws(() => checkEvent('Build Succeeded', { ...detailOf(event), data }));
});

test('an event of a type that the catalogue does not have is noticed', () => {
  throws(() => checkEvent('Build Started', {}), {
    message: 'the catalogue has no event Build Started',
  });
});

test('the JSON Schema lets codes and fields be added', () => {
  const schema = eventJsonSchema('Build Failed') as Json;
  const error = schema.properties?.data?.properties?.error as Json;

  deepEqual(error.properties?.code, { type: 'string' });
  equal('additionalProperties' in error, false);
  equal(schema.title as unknown, 'Build Failed');
});
