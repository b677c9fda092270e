/**
 * Turns a URL that Docs made into one that leads to the Docs we are configured for: its path and
 * query are kept, its scheme, host and port are not, for Docs only guesses them from request headers.
 * The path stays below the configured prefix. Links into Docs' own storage are used as they are.
 *
 * @param docsUrl Docs' origin and path prefix, without a trailing slash
 * @param storageOrigins origins (`https://host:port`) that Docs' links may lead to directly
 */
export function rebase(url: string, docsUrl: string, storageOrigins: string[] = []): string {
  if (URL.canParse(url)) {
    const { origin, href } = new URL(url);
    if (origin !== 'null' && storageOrigins.includes(origin)) return href;
  }
  const docs = new URL(docsUrl);
  const prefix = docs.pathname.replace(/\/+$/, '');
  // Put together, not resolved: `//host/x` and `\\host\x` must not name a host again.
  const target = new URL(`${docs.origin}/${pathOf(url)}`);
  const below = target.pathname === prefix || target.pathname.startsWith(`${prefix}/`);
  return `${docs.origin}${below ? '' : prefix}${target.pathname}${target.search}`;
}

/** Everything behind the origin, without the slashes it begins with. */
function pathOf(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:[/\\]*[^/\\?#]*/i, '').replace(/^[/\\]+/, '');
}
