import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The folder of the package that a bundled file is part of. */
const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * The licences of all packages in a bundle, which ask that a copy goes with their code.
 *
 * @param inputs the bundled files, relative to the root of this repository
 * @throws {Error} for a package without a licence
 */
export function licencesOf(root: string, inputs: string[]): string {
  const packages = new Set(inputs.flatMap((path) => PACKAGE.exec(path)?.[1] ?? []));
  return [...packages]
    .sort()
    .map((folder) => {
      const bundles = inputs.filter((path) => path.startsWith(`${folder}/`)).map(bundledLicences);
      const files = globSync(['LICEN[CS]E*', 'NOTICE*', ...bundles], { cwd: join(root, folder) });
      if (files.length === 0) throw new Error(`${folder} has no licence`);
      const texts = files
        .sort()
        .map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
      const name = folder.replace(/^.*node_modules\//, '');
      return `${name}\n${'='.repeat(name.length)}\n\n${texts.join('\n\n')}\n`;
    })
    .join('\n\n');
}

/** What webpack writes beside a bundle with packages of its own. */
function bundledLicences(path: string): string {
  return `${basename(path)}.LICENSE.txt`;
}
