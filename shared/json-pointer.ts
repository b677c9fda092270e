const MAX_CHARACTERS = 300;

/**
 * The RFC 6901 JSON Pointer of a field. Names of fields may have any length, so a pointer of more than
 * 300 characters is cut and ends in `…`.
 */
export function pointerTo(path: PropertyKey[]): string {
  const pointer = path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
  if (pointer.length <= MAX_CHARACTERS) return pointer;
  return `${pointer.slice(0, MAX_CHARACTERS).toWellFormed()}…`;
}
