import { deepEqual, ok } from 'node:assert/strict';
import type { DetailType } from '../../shared/events/bus.ts';
import { DETAIL_TYPES, eventSchema } from '../../shared/events/schemas.ts';

/** Checks a published event against its schema in the catalogue, which describes every field. */
export function checkEvent(type: string, detail: unknown): void {
  ok(DETAIL_TYPES.includes(type as DetailType), `the catalogue has no event ${type}`);
  deepEqual(eventSchema(type as DetailType).parse(detail), detail);
}
