/**
 * A copy of a value in which no text has half of a surrogate pair: U+FFFD takes its place. DynamoDB refuses
 * such a text, which a name that was cut between two units may end in, and a JSON of Docs may hold.
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
