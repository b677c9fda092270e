import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join, normalize, parse, relative, sep } from 'node:path';
import type { Faults } from '../faults.ts';

export type ForgottenOptions = {
  /** The folder that contains `data` and `forgotten`. */
  root: string;
  faults: Faults;
};

export type Forgotten = ReturnType<typeof forgottenStore>;

/**
 * The forgotten files, in a folder for each document key. As in Docs, keys are not checked: `""`
 * and `"."` mean all forgotten files, `".."` also means the results. With the fault
 * `prefix-storage` (a Docs that stores its files in S3) a key means every key that begins with it.
 */
export function forgottenStore({ root, faults }: ForgottenOptions) {
  const home = join(root, 'forgotten');
  const lines = new Map<string, string[]>();

  const isPrefixStorage = () => faults.list().some(({ name }) => name === 'prefix-storage');

  /** @throws {Error} if the folder of a key is outside of `root`; Docs does not check this */
  function folderOf(key: string): string {
    const folder = normalize(join(home, key));
    if (folder !== root && !folder.startsWith(root + sep))
      throw new Error(`the folder of ${key} is outside of Docs' own`);
    return folder;
  }

  async function filesOf(key: string): Promise<string[]> {
    const folder = isPrefixStorage() ? home : folderOf(key);
    const paths = (await filesBelow(folder)).map((path) => relative(home, path));
    return isPrefixStorage() ? paths.filter((path) => path.startsWith(key)) : paths;
  }

  return {
    /** @param text of the document, by paragraphs, for opening it again */
    async keep(key: string, file: string, text: string[]) {
      await mkdir(folderOf(key), { recursive: true });
      await copyFile(file, join(folderOf(key), `output${parse(file).ext}`));
      lines.set(key, text);
    },
    /** The path of a key's file below `forgotten`, if there is one. */
    async find(key: string): Promise<string | undefined> {
      return (await filesOf(key)).find((path) => parse(path).name === 'output');
    },
    async list(): Promise<string[]> {
      return [...new Set((await filesOf('')).map((path) => path.split(sep)[0] ?? ''))];
    },
    async remove(key: string) {
      if (isPrefixStorage()) {
        await Promise.all((await filesOf(key)).map((path) => rm(join(home, path))));
      } else {
        await rm(folderOf(key), { recursive: true, force: true, maxRetries: 3 });
      }
      await mkdir(join(root, 'data'), { recursive: true });
    },
    linesOf: (key: string) => lines.get(key) ?? [],
  };
}

/**
 * All files in a folder and its subfolders; folders that are deleted in the meantime are skipped.
 */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const paths = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
  return (await Promise.all(paths)).flat();
}
