/**
 * A copy of a value in which U+FFFD replaces each half of a surrogate pair, which DynamoDB refuses. A text
 * that was cut inside a pair ends in one, and JSON of Docs may contain one.
 */
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  return typeof value === 'object' && value !== null ? wellFormedItem(value) : value;
}

/** As `wellFormed`, for a whole item. */
export function wellFormedItem(item: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name.toWellFormed(), wellFormed(value)]),
  );
}
