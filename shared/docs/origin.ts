/**
 * The path of Docs' own file server. Docs signs a link from here on; what a link has before it is the
 * path under which browsers find Docs, which may differ from the path under which we find it.
 */
const FILE_SERVER = /\/(?:storage-)?cache\/files\//;

/**
 * Turns a URL that Docs made into one that leads to the Docs we are configured for. Docs guesses scheme,
 * host and port from request headers, so ours replace them. A link to a file keeps its path from
 * `/cache/files/` on (`/storage-cache/files/` where Docs stores its files in S3 or Azure), below our
 * prefix; any other URL keeps its whole path, with our prefix added where it lacks it. Links into Docs'
 * own storage stay as they are.
 *
 * @param docsUrl Docs' origin and path prefix, without a trailing slash
 * @param storageOrigins origins (`https://host:port`) that Docs' links may lead to directly
 */
export function rebase(url: string, docsUrl: string, storageOrigins: string[] = []): string {
  if (isInStorage(url, storageOrigins)) return new URL(url).href;
  const docs = new URL(docsUrl);
  const prefix = docs.pathname.replace(/\/+$/, '');
  // Put together, not resolved: `//host/x` and `\\host\x` must not name a host again.
  const { pathname, search } = new URL(`${docs.origin}/${pathOf(url)}`);
  return `${docs.origin}${prefix}${belowPrefix(pathname, prefix)}${search}`;
}

/** Whether a link leads straight into a storage that is listed. */
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

/** Everything behind the origin, without the slashes it begins with. */
function pathOf(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:[/\\]*[^/\\?#]*/i, '').replace(/^[/\\]+/, '');
}
