/**
 * Finds a name: exactly as it is wanted, or else one that differs only in how its characters are composed, as
 * `ü` may be one character or two. Systems of files and editors write one or the other.
 *
 * @returns undefined if there is no such name
 */
export function findName(names: readonly string[], wanted: string): string | undefined {
  if (names.includes(wanted)) return wanted;
  const composed = wanted.normalize();
  return names.find((name) => name.normalize() === composed);
}

/** A name as it is, composed and decomposed; each once. */
export function spellingsOf(name: string): string[] {
  return [...new Set([name, name.normalize('NFC'), name.normalize('NFD')])];
}
