import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accepts } from '../api/accept-encoding.ts';
import { GatewayError } from '../errors.ts';
import type { PageName } from './policy.ts';

/** The files that the HTML of a page names; the scripts import the others. */
export type BuiltPage = {
  scripts: string[];
  styles: string[];
  /** The licences of the packages in the scripts. */
  licences: string;
};

/** What `infra/pages/build.ts` writes to `pages.json`, beside the folder of each page. */
export type Manifest = {
  pages: Record<PageName, BuiltPage>;
  /** The content type of each file, by `<page>/<file>`. Each lies there three times: plain, `.br` and `.gz`. */
  files: Record<string, string>;
};

/** One file, compressed if the client accepts it. */
export type ServedFile = { bytes: Uint8Array; type: string; coding?: 'br' | 'gzip' };

export type PageFiles = {
  manifest(): Promise<Manifest>;
  /** @throws {GatewayError} NOT_FOUND unless the manifest has the file */
  read(page: PageName, file: string, acceptEncoding?: string): Promise<ServedFile>;
};

/** The files of the pages in a folder. They are read when they are asked for. */
export function pageFiles(folder: string): PageFiles {
  let read: Promise<Manifest> | undefined;
  const manifest = () => {
    read ??= readFile(join(folder, 'pages.json'), 'utf8').then((text) => JSON.parse(text));
    return read;
  };
  return {
    manifest,
    async read(page, file, acceptEncoding) {
      const path = `${page}/${file}`;
      const { files } = await manifest();
      const type = Object.hasOwn(files, path) ? files[path] : undefined;
      if (type === undefined)
        throw new GatewayError('NOT_FOUND', `The page ${page} has no such file.`);
      const coding = (['br', 'gzip'] as const).find((name) => accepts(name, acceptEncoding));
      const suffix = coding === undefined ? '' : coding === 'br' ? '.br' : '.gz';
      return { bytes: await readFile(join(folder, path + suffix)), type, coding };
    },
  };
}
