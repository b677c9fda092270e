import { readFile } from 'node:fs/promises';
import { UsageError } from './arguments.ts';

/** The text of a script, without a byte order mark. @throws {UsageError} */
export async function readScript(path: string): Promise<string> {
  return (await readText(path)).replace('\ufeff', '');
}

/** @throws {UsageError} */
export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => {
    throw new UsageError(`The file ${path} cannot be read.`);
  });
}
