/** A placeholder for a missing host. Every link is re-based to the configured Docs later. */
const ANY_DOCS = 'http://docs';

/**
 * A link of Docs. Docs can be configured to write links without a host or without a scheme.
 *
 * @returns undefined unless the value is an http or https link with a path
 */
export function linkIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const link = withScheme(value.trim());
  return pathOf(link) === '' ? undefined : link;
}

/** The path of a link; empty if it has none, or is not an http or https link. */
export function pathOf(link: string): string {
  if (!URL.canParse(link, ANY_DOCS)) return '';
  const { protocol, pathname } = new URL(link, ANY_DOCS);
  return /^https?:$/.test(protocol) && pathname !== '/' ? pathname : '';
}

/** @returns the suffix in lower case and without a dot; undefined if the value is not a suffix */
export function filetypeIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const suffix = value.trim().replace(/^\.+/, '').toLowerCase();
  return /^[0-9a-z]{1,16}$/.test(suffix) ? suffix : undefined;
}

/**
 * A time in RFC 3339 and UTC, because it becomes part of an S3 key. A value of this form is returned
 * unchanged; another form is converted.
 *
 * @returns undefined unless the value is a time since 1970
 */
export function timeIn(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-/.test(value)) return undefined;
  const time = Date.parse(value);
  if (!(time >= 0)) return undefined;
  const isPlain = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value);
  return isPlain ? value : new Date(time).toISOString();
}

/** Whether a field has a value. For a missing value Docs omits the field, or sends null or an empty string. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function withScheme(link: string): string {
  if (link.startsWith('//')) return `http:${link}`;
  return /^[^/?#:@\s]+:\d+\//.test(link) ? `http://${link}` : link;
}
