import type { StoredBuild } from '../storage/builds.ts';

type Linked = Pick<StoredBuild, 'tenant' | 'id' | 'capability'>;

/** Where Docs, and nobody else, fetches a build's script. */
export function scriptLink(publicUrl: string, build: Linked): string {
  return `${publicUrl}/v1/scripts/${build.tenant}/${build.id}/${build.capability}`;
}

/** Where a script of a build fetches a file that it reads. */
export function inputLink(publicUrl: string, build: Linked, name: string): string {
  const segment = encodeURIComponent(escaped(name));
  return `${publicUrl}/v1/inputs/${build.tenant}/${build.id}/${build.capability}/${segment}`;
}

/** The name of an input, of the last variable in its link's path. */
export function inputNameIn(segment: string): string {
  return segment.replace(/%(25|2F|3F|23)/g, decodeURIComponent);
}

/** API Gateway decodes a path before it parts it: what means something there is encoded twice. */
function escaped(name: string): string {
  return name.replace(/[%/?#]/g, encodeURIComponent);
}
