const NAME = '#token=';

/** The token in the fragment of the address, which is removed from the address and the history at once. */
export function takeFragmentToken(): string | undefined {
  const { hash, pathname, search } = location;
  if (!hash.startsWith(NAME)) return undefined;
  history.replaceState(null, '', pathname + search);
  return hash.slice(NAME.length);
}
