/**
 * Reads null as the absence of a field: serializers of C#, Java and Go write it for a field without a value.
 *
 * @param input of any type; only an object is changed, in a copy
 * @param names the fields that may be absent; a null elsewhere is kept
 */
export function withoutNulls(input: unknown, names: readonly string[]): unknown {
  return mapFields(input, (name, value) => (value === null && names.includes(name) ? [] : [value]));
}

/**
 * Reads an empty list as an empty map: PHP writes `[]` for an array without entries.
 *
 * @param input of any type; only an object is changed, in a copy
 * @param names the fields that hold maps
 */
export function withEmptyMaps(input: unknown, names: readonly string[]): unknown {
  return mapFields(input, (name, value) =>
    Array.isArray(value) && value.length === 0 && names.includes(name) ? [{}] : [value],
  );
}

/** @param change returns the new value in a list; an empty list removes the field */
function mapFields(input: unknown, change: (name: string, value: unknown) => unknown[]): unknown {
  if (input === null || typeof input !== 'object' || Array.isArray(input)) return input;
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) =>
      change(name, value).map((changed) => [name, changed]),
    ),
  );
}
