import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join, normalize, parse, relative, sep } from 'node:path';
import type { Faults } from '../faults.ts';

export type ForgottenOptions = {
  /** Holds `data` and `forgotten`. */
  root: string;
  faults: Faults;
};

export type Forgotten = ReturnType<typeof forgottenStore>;

/**
 * What could not be handed over, in a folder per document key. As in the real one no key is checked:
 * `""` and `"."` mean all of them, `".."` the results as well, and with the fault `prefix-storage` (a
 * Docs that keeps its files in S3) each key means every key that begins with it.
 */
export function forgottenStore({ root, faults }: ForgottenOptions) {
  const home = join(root, 'forgotten');
  const lines = new Map<string, string[]>();

  const isPrefixed = () => faults.list().some(({ name }) => name === 'prefix-storage');

  /** @throws when a key leads out of Docs' own folder, where the real one would go along */
  function folderOf(key: string): string {
    const folder = normalize(join(home, key));
    if (folder !== root && !folder.startsWith(root + sep)) throw new Error(`${key} is not ours`);
    return folder;
  }

  async function filesOf(key: string): Promise<string[]> {
    const folder = isPrefixed() ? home : folderOf(key);
    const paths = (await filesBelow(folder)).map((path) => relative(home, path));
    return isPrefixed() ? paths.filter((path) => path.startsWith(key)) : paths;
  }

  return {
    /** @param said what the document says, for who opens it from here */
    async keep(key: string, file: string, said: string[]) {
      await mkdir(folderOf(key), { recursive: true });
      await copyFile(file, join(folderOf(key), `output${parse(file).ext}`));
      lines.set(key, said);
    },
    /** Where the file of a key lies below `forgotten`, if there is one. */
    async find(key: string): Promise<string | undefined> {
      return (await filesOf(key)).find((path) => parse(path).name === 'output');
    },
    async list(): Promise<string[]> {
      return [...new Set((await filesOf('')).map((path) => path.split(sep)[0] ?? ''))];
    },
    async remove(key: string) {
      if (isPrefixed()) {
        await Promise.all((await filesOf(key)).map((path) => rm(join(home, path))));
      } else {
        await rm(folderOf(key), { recursive: true, force: true, maxRetries: 3 });
      }
      await mkdir(join(root, 'data'), { recursive: true });
    },
    linesOf: (key: string) => lines.get(key) ?? [],
  };
}

/** All files in a folder, however deep; one that is removed meanwhile hides no other. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const paths = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
  return (await Promise.all(paths)).flat();
}
