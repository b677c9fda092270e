import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Lets esbuild drop the schemas of AWS operations that no function calls. This saves 55 KB in a bundle
 * with S3, and 3.6 MiB of a function's memory.
 *
 * An SDK client writes the keys of its schemas as constants, `{ [_hH]: … }`. esbuild must assume that such
 * a key has a side effect and keeps every schema. This plugin writes the constants' values in their place.
 */
export function dropUnusedSchemas(): Plugin {
  return {
    name: 'drop unused schemas',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]schemas_0\.js$/ }, async ({ path }) => ({
        contents: withPlainKeys(await readFile(path, 'utf8')),
        loader: 'js',
      }));
    },
  };
}

function withPlainKeys(source: string): string {
  const constants = new Map(
    [...source.matchAll(/^const (_\w*) = ("[^"]*");$/gm)].map(([, name, value]) => [name, value]),
  );
  return source.replaceAll(/\[(_\w*)\]:/g, (key, name) =>
    constants.has(name) ? `${constants.get(name)}:` : key,
  );
}
