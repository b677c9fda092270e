import { STATUSES, type Status } from './words/status.ts';

/** What a list of builds shows; an absent field does not limit it. */
export type ListFilter = { status?: Status; template?: string; correlationId?: string };

/** What the page shows. It is in the fragment of the address, which no server sees. */
export type Route =
  | { page: 'builds'; filter: ListFilter }
  | { page: 'build'; id: string }
  | { page: 'write' }
  | { page: 'templates' }
  | { page: 'template'; name: string }
  | { page: 'documents'; key?: string }
  | { page: 'unknown' };

/** @param hash the fragment with its `#`; an empty one is the list of builds */
export function readRoute(hash: string): Route {
  const [path = '', query = ''] = splitAt(hash.replace('#', ''), '?');
  const [, page = '', ...rest] = path.split('/');
  const name = rest.length === 0 ? undefined : decoded(rest.join('/'));
  if (page === '' || (page === 'builds' && !name)) {
    return { page: 'builds', filter: readFilter(query) };
  }
  if (page === 'builds' && name) return { page: 'build', id: name };
  if (page === 'write') return { page };
  if (page === 'templates') return name ? { page: 'template', name } : { page };
  if (page === 'documents') return name ? { page, key: name } : { page };
  return { page: 'unknown' };
}

export function hrefOf(route: Route): string {
  switch (route.page) {
    case 'builds':
      return `#/builds${queryOf(route.filter)}`;
    case 'build':
      return `#/builds/${encodeURIComponent(route.id)}`;
    case 'template':
      return `#/templates/${encodeURIComponent(route.name)}`;
    case 'documents':
      return route.key ? `#/documents/${encodeURIComponent(route.key)}` : '#/documents';
    case 'unknown':
      return '#/';
    default:
      return `#/${route.page}`;
  }
}

function readFilter(query: string): ListFilter {
  const values = new URLSearchParams(query);
  const status = STATUSES.find((each) => each === values.get('status'));
  const template = values.get('template');
  const correlationId = values.get('correlationId');
  return {
    ...(status && { status }),
    ...(template && { template }),
    ...(correlationId && { correlationId }),
  };
}

function queryOf({ status, template, correlationId }: ListFilter): string {
  const given = Object.entries({ status, template, correlationId }).filter(
    (entry): entry is [string, string] => Boolean(entry[1]),
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

function splitAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** The text itself if it is not encoded as an address should be. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
