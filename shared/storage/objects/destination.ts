import { findName } from '../../build/same-name.ts';
import type { StoredBuild } from '../rows/builds.ts';
import { keys } from './keys.ts';

export type Destined = Pick<StoredBuild, 'tenant' | 'id' | 'outputs'>;

/** The S3 key of the file that a build's script saved as `name`. */
export function destinationOf({ tenant, id, outputs }: Destined, name: string): string {
  const known = findName(Object.keys(outputs), name);
  const named = known === undefined || known === '*' ? undefined : outputs[known];
  if (named !== undefined) return keys.resultFolder(tenant) + named;
  const folder = outputs['*'];
  return folder === undefined
    ? keys.result(tenant, id, name)
    : `${keys.resultFolder(tenant)}${folder}${name}`;
}
