import * as z from 'zod/mini';
import { utf8Length } from '../json.ts';

/** Allows no format characters except the two joiners that Persian and emoji need. */
export const CORRELATION_ID_PATTERN = /^(?:[^\p{Cc}\p{Cf}\p{Co}]|[\u200C\u200D]){1,128}$/u;

/** The correlation id in a request that is not validated yet, if the correlation id is valid. */
export function correlationIdIn(request: unknown): { correlationId?: string } {
  const { correlationId } = (request ?? {}) as Record<string, unknown>;
  return typeof correlationId === 'string' && CORRELATION_ID_PATTERN.test(correlationId)
    ? { correlationId }
    : {};
}

const MAX_PAIRS = 20;
const MAX_NAME = 40;
const MAX_VALUE = 500;
const MAX_BYTES = 4 * 1024;

const value = z.string().check(
  z.refine((text) => charactersIn(text) <= MAX_VALUE, `must be at most ${MAX_VALUE} characters`),
  z.meta({ maxLength: MAX_VALUE }),
);

/** The sender's own data about a build. The build and its event include it unchanged. */
export const metadataSchema = z.record(z.string(), value).check(
  z.refine((map) => Object.keys(map).length <= MAX_PAIRS, `must have at most ${MAX_PAIRS} pairs`),
  z.refine(
    (map) => Object.keys(map).every((name) => name !== '' && charactersIn(name) <= MAX_NAME),
    `must have names of 1 to ${MAX_NAME} characters`,
  ),
  z.refine(
    (map) => utf8Length(JSON.stringify(map)) <= MAX_BYTES,
    `must be at most ${MAX_BYTES} bytes in all`,
  ),
  z.meta({ maxProperties: MAX_PAIRS }),
);

/** Counts code points, as JSON Schema does: an emoji is one, although it has two UTF-16 units. */
function charactersIn(text: string): number {
  return [...text].length;
}
