import { env } from '../env.ts';

/**
 * The absolute address of a path of ours, as callers reach it.
 *
 * @param path from the root, its segments encoded
 */
export function link(path: `/${string}`): string {
  return env('PUBLIC_URL') + path;
}

/** Where a build is read. */
export function buildLink(id: string): string {
  return link(`/v1/builds/${encodeURIComponent(id)}`);
}
