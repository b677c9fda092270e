import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a test file may need in addition to a checkout. */
export type Need = 'engine' | 'emulator' | 'own emulator' | 'stack';

/** The modules that use each: a file that imports one of them, directly or not, needs it. */
const MODULES: Record<Need, RegExp> = {
  engine: /^infra\/local\/docs-server\/(.+\/)?engine\.ts$/,
  emulator: /^(test\/support\/aws\/resources\.ts|test\/support\/aws\/crash\.ts)$/,
  'own emulator': /^infra\/local\/emulator\/aws\.ts$/,
  stack: /^test\/support\/stack\/stack\.ts$/,
};

/** A test file's needs: those of all files that it imports, directly or not. Type imports do not count. */
export function needsOf(file: string): Set<Need> {
  const needs = Object.keys(MODULES) as Need[];
  const reached = [...filesReachedFrom(file)];
  return new Set(needs.filter((need) => reached.some((path) => MODULES[need].test(path))));
}

/** A file and all files that it imports, directly or not. Type imports do not count. */
export function filesReachedFrom(file: string, reached = new Set<string>()): Set<string> {
  if (reached.has(file)) return reached;
  reached.add(file);
  const source = readFileSync(file, 'utf8');
  const imports = source.matchAll(/^(?:import|export) (?!type )[^;]*?['"](\.[^'"]*\.ts)['"];$/gm);
  for (const [, path = ''] of imports) filesReachedFrom(join(dirname(file), path), reached);
  return reached;
}
