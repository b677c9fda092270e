import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';

/**
 * The oldest Node.js of this machine that the client supports, which is not the one that npm ci installs:
 * that one is first in the PATH of npm's scripts.
 *
 * @returns undefined if there is no other Node.js
 */
export function systemNode(): { node: string; version: string } | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const others = folders.filter((folder) => !folder.includes(`node_modules${sep}`));
  const [oldest] = others
    .map((folder) => join(folder, 'node'))
    .filter((node) => existsSync(node))
    .map((node) => ({
      node,
      version: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(),
    }))
    .filter(({ version }) => Number(version.slice(1).split('.')[0]) >= 20)
    .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
  return oldest;
}
