/**
 * The path of Docs' own file server. Docs signs the part of a link that begins here. The path before it is
 * the prefix at which browsers reach Docs, which may differ from the configured one.
 */
const FILE_SERVER = /\/(?:storage-)?cache\/files\//;

/**
 * Changes a URL that Docs made so that it leads to the configured Docs. Docs derives scheme, host and port
 * from request headers, so the configured ones replace them. A link to a file keeps its path from
 * `/cache/files/` on (`/storage-cache/files/` if Docs stores its files in S3 or Azure), below the configured
 * prefix. Any other URL keeps its whole path, with the prefix added if it is missing. Links into Docs' own
 * storage are not changed.
 *
 * @param docsUrl Docs' origin and path prefix, without a trailing slash
 * @param storageOrigins origins (`https://host:port`) that Docs' links may lead to directly
 */
export function rebase(url: string, docsUrl: string, storageOrigins: string[] = []): string {
  if (isInStorage(url, storageOrigins)) return new URL(url).href;
  const docs = new URL(docsUrl);
  const prefix = docs.pathname.replace(/(?<!\/)\/+$/, '');
  // Concatenated, not resolved, so that `//host/x` and `\\host\x` do not name a host again.
  const { pathname, search } = new URL(`${docs.origin}/${pathOf(url)}`);
  return `${docs.origin}${prefix}${belowPrefix(pathname, prefix)}${search}`;
}

/** Whether the origin of a link is one of the listed storages. */
export function isInStorage(url: string, storageOrigins: string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { origin } = new URL(url);
  return origin !== 'null' && storageOrigins.includes(origin);
}

function belowPrefix(pathname: string, prefix: string): string {
  const files = pathname.search(FILE_SERVER);
  if (files >= 0) return pathname.slice(files);
  const hasPrefix = pathname === prefix || pathname.startsWith(`${prefix}/`);
  return hasPrefix ? pathname.slice(prefix.length) : pathname;
}

/** Everything after the origin, without leading slashes. */
function pathOf(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:[/\\]*[^/\\?#]*/i, '').replace(/^[/\\]+/, '');
}
