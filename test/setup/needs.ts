import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Whether a file imports another, itself or through what it imports. */
export function reaches(file: string, target: string, seen = new Set<string>()): boolean {
  if (file === target) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  const source = readFileSync(file, 'utf8');
  const imports = source.matchAll(/^(?:import|export) (?!type )[^;]*?['"](\.[^'"]*\.ts)['"];$/gm);
  return [...imports].some(([, path = '']) => reaches(join(dirname(file), path), target, seen));
}
