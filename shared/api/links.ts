import { env } from '../env.ts';

/**
 * The absolute URL of a path of this API.
 *
 * @param path with encoded segments
 */
export function link(path: `/${string}`): string {
  return env('PUBLIC_URL') + path;
}

/** The URL of a build. */
export function buildLink(id: string): string {
  return link(`/v1/builds/${encodeURIComponent(id)}`);
}
