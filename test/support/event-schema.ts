import { deepEqual, ok } from 'node:assert/strict';
import type { DetailType } from '../../shared/events/events.ts';
import { DETAIL_TYPES, eventSchema } from '../../shared/events/schemas.ts';

/** Checks a published event against the schema that the catalogue shows: every field is described there. */
export function checkEvent(type: string, detail: unknown): void {
  ok(DETAIL_TYPES.includes(type as DetailType), `the catalogue has no event ${type}`);
  deepEqual(eventSchema(type as DetailType).parse(detail), detail);
}
