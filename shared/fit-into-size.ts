import { utf8Length } from './json.ts';

/** The size of a value as JSON, in bytes of UTF-8; 0 for undefined. */
export function jsonBytes(value: unknown): number {
  return utf8Length(JSON.stringify(value) ?? '');
}

/** The first items of a list that have at most `maxBytes` as JSON together, with the commas. */
export function firstItemsWithin<T>(items: T[], maxBytes: number): T[] {
  let left = maxBytes + 1; // the first item has no comma before it
  const end = items.findIndex((item) => {
    left -= jsonBytes(item) + 1;
    return left < 0;
  });
  return end === -1 ? items : items.slice(0, end);
}

/** The fields of an object that have at most `maxFieldBytes` each as JSON, and the names of the others. */
export function fieldsWithin(
  object: Record<string, unknown>,
  maxFieldBytes: number,
): { fields: Record<string, unknown>; omitted: string[] } {
  const entries = Object.entries(object);
  const isSmall = ([, value]: [string, unknown]) => jsonBytes(value) <= maxFieldBytes;
  return {
    fields: Object.fromEntries(entries.filter(isSmall)),
    omitted: entries.filter((entry) => !isSmall(entry)).map(([name]) => name),
  };
}
