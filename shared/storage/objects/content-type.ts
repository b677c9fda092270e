import mime from 'mime/lite';
import { typeInBytes } from './first-bytes.ts';
import { OFFICE_TYPES } from './office-types.ts';

const UNKNOWN = 'application/octet-stream';

/**
 * The media type of a file: by its name, or, if the name says nothing, by its first bytes. A name says nothing
 * without a suffix, with an unknown one, and with `.bin`, which a save of unknown format gets.
 *
 * @param start the beginning of the file; the longer it is, the more archives of office files are recognized
 */
export function contentTypeOf(name: string, start: Uint8Array): string {
  const byName = typeOfName(name);
  return byName === UNKNOWN ? (typeInBytes(start) ?? UNKNOWN) : byName;
}

function typeOfName(name: string): string {
  const suffix = /[^/]\.([^./]+)$/.exec(name)?.[1]?.toLowerCase();
  if (suffix === undefined) return UNKNOWN;
  if (Object.hasOwn(OFFICE_TYPES, suffix)) return OFFICE_TYPES[suffix] ?? UNKNOWN;
  return mime.getType(suffix) ?? UNKNOWN;
}
