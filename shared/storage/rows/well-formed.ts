/** DynamoDB refuses numbers of a larger magnitude, and numbers closer to zero than this. */
const LARGEST = 9.99e125;
const SMALLEST = 1e-130;

/**
 * A copy of a value that DynamoDB accepts. U+FFFD replaces each half of a surrogate pair: a text that was
 * cut inside a pair ends in one. A number that is too large becomes null, as in JSON, and one that is too
 * small becomes 0. JSON of Docs may contain all of these.
 */
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number') return inRange(value);
  if (Array.isArray(value)) return value.map(wellFormed);
  return typeof value === 'object' && value !== null ? wellFormedItem(value) : value;
}

function inRange(value: number): number | null {
  if (!(Math.abs(value) <= LARGEST)) return null;
  return Math.abs(value) < SMALLEST ? 0 : value;
}

/** As `wellFormed`, for a whole item. */
export function wellFormedItem(item: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name.toWellFormed(), wellFormed(value)]),
  );
}
