/** The largest number that DynamoDB stores, and the smallest that is not zero. */
const LARGEST = 9.99e125;
const SMALLEST = 1e-130;

/**
 * A copy of a value that DynamoDB stores. U+FFFD replaces each half of a surrogate pair: a text that was cut inside
 * a pair ends in one, and JSON of Docs may contain one. A number that is too large becomes a text, and one that
 * is too close to zero becomes zero. The SDK reads the type of an object from its `constructor`, so an object with
 * a field of that name becomes a `Map`.
 */
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number') return storableNumber(value);
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  const map = wellFormedItem(value);
  return Object.hasOwn(map, 'constructor') ? new Map(Object.entries(map)) : map;
}

function storableNumber(value: number): number | string {
  if (Math.abs(value) > LARGEST) return String(value);
  return Math.abs(value) < SMALLEST ? 0 : value;
}

/** As `wellFormed`, for a whole item. */
export function wellFormedItem(item: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name.toWellFormed(), wellFormed(value)]),
  );
}
