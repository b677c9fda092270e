type Linked = { tenant: string; id: string; capability: string };

/** Where Docs, and nobody else, fetches a build's script. */
export function scriptLink(publicUrl: string, build: Linked): string {
  return `${publicUrl}/v1/scripts/${build.tenant}/${build.id}/${build.capability}`;
}

/** Where a script of a build fetches a file that it reads. */
export function inputLink(publicUrl: string, build: Linked, name: string): string {
  const segment = encodeURIComponent(escaped(name));
  return `${publicUrl}/v1/inputs/${build.tenant}/${build.id}/${build.capability}/${segment}`;
}

/** The name of an input, of the last segment of its link. */
export function inputNameIn(segment: string): string {
  return segment.replace(/~([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/**
 * API Gateway decodes a path before it parts it, all but `%25`: what means something there is escaped in
 * a way that it does not know.
 */
function escaped(name: string): string {
  return name.replace(/[~%/?#]/g, (sign) => `~${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
