import type { StoredBuild } from '../storage/builds.ts';

type Linked = Pick<StoredBuild, 'tenant' | 'id' | 'capability'>;

/** Where Docs, and nobody else, fetches a build's script. */
export function scriptLink(publicUrl: string, build: Linked): string {
  return `${publicUrl}/v1/scripts/${build.tenant}/${build.id}/${build.capability}`;
}

/** Where a script of a build fetches a file that it reads. */
export function inputLink(publicUrl: string, build: Linked, name: string): string {
  return `${publicUrl}/v1/inputs/${build.tenant}/${build.id}/${build.capability}/${encodeURIComponent(name)}`;
}
