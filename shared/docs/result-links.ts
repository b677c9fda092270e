import { posix } from 'node:path';
import type { DocsFiles } from './client.ts';
import { rebase } from './origin.ts';

/** A file of Docs and its re-based link, which is valid for 15 minutes. */
export type FileLink = { name: string; url: string };

/**
 * Turns Docs' links, each with the path under which the engine saved the file, into re-based links. Each
 * gets a unique name: the last segment of its path (a backslash in a saved name makes a folder), with a
 * number if that name is taken. The same paths always get the same names.
 */
export function readResultLinks(docs: DocsFiles, urls: Record<string, string>): FileLink[] {
  const name = uniqueNames();
  return Object.entries(urls)
    .sort(([a], [b]) => bareFirst(a, b))
    .map(([path, url]) => ({
      name: name(lastOf(path)),
      url: rebase(encoded(url, path), docs.url, docs.storageOrigins),
    }));
}

/** Paths without a folder come first, so that they keep their names; the rest is in code unit order. */
function bareFirst(a: string, b: string): number {
  return Number(a.includes('/')) - Number(b.includes('/')) || (a < b ? -1 : 1);
}

/**
 * Gives each name once: `a.docx`, then `a (2).docx`. The next number of each name is remembered, so the
 * work grows with the count of names and not with its square.
 */
function uniqueNames(): (name: string) => string {
  const taken = new Set<string>();
  const nextNumbers = new Map<string, number>();
  return (name) => {
    const { name: stem, ext } = posix.parse(name);
    let free = name;
    let number = nextNumbers.get(name) ?? 2;
    while (taken.has(free)) free = `${stem} (${number++})${ext}`;
    nextNumbers.set(name, number);
    taken.add(free);
    return free;
  };
}

/**
 * The last segment of a path; the whole path if nothing follows its last slash. A segment that cannot be the
 * last of an S3 key becomes `_`.
 */
function lastOf(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1) || path.replaceAll('/', '_');
  return ['', '.', '..'].includes(last) ? '_' : last;
}

/**
 * Docs writes `…/<name>/<last segment of name>?…&filename=<it>` without encoding the name, so that a `#`
 * ends the path and a `?` begins the query. The name is known, so both occurrences can be found and encoded.
 * A link of another form, for example one into a storage, is not changed.
 */
function encoded(url: string, name: string): string {
  const last = lastOf(name);
  const [before, query, ...more] = url.split(`/${name}/${last}?`);
  if (before === undefined || query === undefined || more.length > 0) return url;
  const parameters = query.replace(/&filename=.*$/s, '');
  const path = `${encodedPath(name)}/${encodedPath(last)}`;
  return `${before}/${path}?${parameters}&filename=${encodeURIComponent(last.toWellFormed())}`;
}

/**
 * Docs decodes the escapes in a name before it signs it, and decodes a path except for its reserved
 * characters. So neither is encoded here.
 */
function encodedPath(name: string): string {
  return encodeURI(name.toWellFormed())
    .replace(/%25([0-9A-F]{2})/gi, '%$1')
    .replaceAll('#', '%23')
    .replaceAll('?', '%3F');
}
