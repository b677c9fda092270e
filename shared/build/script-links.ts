/** The build whose links are meant. */
export type Linked = { tenant: string; id: string; capability: string };

/** The link that Docs fetches a build's script from; the capability in it is secret. */
export function scriptLink(publicUrl: string, build: Linked): string {
  return `${publicUrl}/v1/scripts/${build.tenant}/${build.id}/${build.capability}`;
}

/** The link that a script fetches an input from. */
export function inputLink(publicUrl: string, build: Linked, name: string): string {
  // A script may have the link between single quotes, and Docs ends an argument at either quote.
  const segment = encodeURIComponent(escaped(name)).replaceAll("'", '%27');
  return `${linksOf(publicUrl, build)}${build.capability}/${segment}`;
}

/** What all links to the inputs of a build begin with. */
function linksOf(publicUrl: string, { tenant, id }: Linked): string {
  return `${publicUrl}/v1/inputs/${tenant}/${id}/`;
}

/** Puts `input://<name>` back where a text has links to the inputs of a build, or the beginning of one. */
export function withoutInputLinks(publicUrl: string, build: Linked, text: string): string {
  const [before = '', ...afterLinks] = text.split(linksOf(publicUrl, build));
  return before + afterLinks.map((after) => `input://${nameAtStart(after)}`).join('');
}

/**
 * The column of a character in a line with links to inputs, as it is in the author's script, which has
 * `input://<name>` instead of each link. A column within a link leads to the start of `input://<name>`.
 *
 * @param column counts from 1
 */
export function columnWithoutInputLinks(
  publicUrl: string,
  build: Linked,
  line: string,
  column: number,
): number {
  const links = linksOf(publicUrl, build);
  const offset = column - 1;
  const start = line.lastIndexOf(links, offset);
  if (start === -1) return column;
  const afterLinks = start + links.length;
  const isWithin = offset < afterLinks + restOfLink(line.slice(afterLinks)).link.length;
  return withoutInputLinks(publicUrl, build, line.slice(0, isWithin ? start : offset)).length + 1;
}

/** @param text begins with the capability of a link */
function nameAtStart(text: string): string {
  const { link, segment } = restOfLink(text);
  return decoded(segment) + text.slice(link.length);
}

function restOfLink(text: string): { link: string; segment: string } {
  const [link = '', segment = ''] = /^[\w-]*\/?([\w.!~*()%-]*)/.exec(text) ?? [];
  return { link, segment };
}

/** A text that was cut may end within an escape. */
function decoded(segment: string): string {
  try {
    return inputNameIn(decodeURIComponent(segment));
  } catch {
    return segment;
  }
}

/** The name of an input, from the last segment of its link. */
export function inputNameIn(segment: string): string {
  return segment.replace(/~([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/**
 * Escapes characters that have a meaning in a path with `~` instead of `%`: API Gateway decodes a path
 * before it splits it, except `%25`.
 */
function escaped(name: string): string {
  return name.replace(/[~%/?#]/g, (sign) => `~${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
