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

/**
 * The fields of an object that have at most `maxBytes` as JSON together: the largest are left out first.
 *
 * @param kept the names of fields that are never left out
 */
export function smallestFields(
  object: Record<string, unknown>,
  maxBytes: number,
  kept: string[],
): Record<string, unknown> {
  const sized = Object.entries(object).map(([name, value]) => ({
    name,
    bytes: kept.includes(name) ? 0 : jsonBytes({ [name]: value }),
  }));
  let left = maxBytes - jsonBytes(Object.fromEntries(kept.map((name) => [name, object[name]])));
  const chosen = new Set<string>();
  for (const { name, bytes } of sized.sort((a, b) => a.bytes - b.bytes)) {
    left -= bytes;
    if (left < 0) break;
    chosen.add(name);
  }
  for (const name of kept) chosen.add(name);
  return Object.fromEntries(Object.entries(object).filter(([name]) => chosen.has(name)));
}

/**
 * An object with every field, in which long texts, lists and maps are shortened until it has at most
 * `maxBytes` as JSON. Its own fields must be few: none of them is left out.
 */
export function shortenedWithin(
  object: Record<string, unknown>,
  maxBytes: number,
): Record<string, unknown> {
  for (let longest = maxBytes; ; longest = Math.floor(longest / 2)) {
    const entries = Object.entries(object).map(([name, value]) => [
      name,
      shortened(value, longest),
    ]);
    const short = Object.fromEntries(entries);
    if (longest === 0 || jsonBytes(short) <= maxBytes) return short;
  }
}

/** @param longest for the characters of a text, the items of a list, and the fields and names of a map */
function shortened(value: unknown, longest: number): unknown {
  if (typeof value === 'string')
    return value.length > longest ? value.slice(0, longest).toWellFormed() : value;
  if (Array.isArray(value)) return value.slice(0, longest).map((item) => shortened(item, longest));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name.length <= longest)
      .slice(0, longest)
      .map(([name, inner]) => [name, shortened(inner, longest)]),
  );
}
