/** Stands in for the host that a link lacks: every link is re-based to the Docs that is configured. */
const ANY_DOCS = 'http://docs';

/**
 * A link of Docs. It may lack its host or its scheme, for Docs can be configured to write links so.
 *
 * @returns undefined for what leads to no file of a web server
 */
export function linkIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const link = withScheme(value.trim());
  return pathOf(link) === '' ? undefined : link;
}

/** The path of a link; empty where it has none, or is no http or https link. */
export function pathOf(link: string): string {
  if (!URL.canParse(link, ANY_DOCS)) return '';
  const { protocol, pathname } = new URL(link, ANY_DOCS);
  return /^https?:$/.test(protocol) && pathname !== '/' ? pathname : '';
}

/** @returns the suffix in lower case and without a dot; undefined for what is no suffix */
export function filetypeIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const suffix = value.trim().replace(/^\.+/, '').toLowerCase();
  return /^[0-9a-z]{1,16}$/.test(suffix) ? suffix : undefined;
}

/**
 * A time as Docs wrote it where that is plain RFC 3339, for it becomes part of an S3 key; other ways to
 * write a time are made plain.
 *
 * @returns undefined for what is no time since 1970
 */
export function timeIn(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-/.test(value)) return undefined;
  const time = Date.parse(value);
  if (!(time >= 0)) return undefined;
  const isPlain = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value);
  return isPlain ? value : new Date(time).toISOString();
}

/** Whether a field says anything: Docs leaves fields out, empties them, or sets them to null. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function withScheme(link: string): string {
  if (link.startsWith('//')) return `http:${link}`;
  return /^[^/?#:@\s]+:\d+\//.test(link) ? `http://${link}` : link;
}
