import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { type Progress, pythonEnvironment } from '../local/python/environment.ts';
import type { Json } from './template.ts';

/** A template by name, and the region whose rules apply. */
export type Linted = { name: string; template: Json; region: string };

/** CDK repeats dependencies that references imply. */
const IGNORED = ['W3005'];

type Match = { Filename: string; Rule: { Id: string }; Message: string };

/**
 * What cfn-lint finds in templates. It is installed into `folder` on first use.
 *
 * @throws {SetupError} if it cannot be installed
 */
export async function lint(
  templates: Linted[],
  folder: string,
  onProgress: Progress,
): Promise<string[]> {
  const { python } = await pythonEnvironment({
    folder: join(folder, 'cfn-lint'),
    requirements: join(import.meta.dirname, 'cfn-lint-requirements.txt'),
    onProgress,
  });
  await mkdir(join(folder, 'templates'), { recursive: true });
  const found = await Promise.all(
    shares(templates).map((share) => lintShare(python, share, folder)),
  );
  return found.flat();
}

/** One process for each core and region: most of the time goes into loading the schemas of a region. */
function shares(templates: Linted[]): Linted[][] {
  const byRegion = Map.groupBy(templates, ({ region }) => region);
  const largest = Math.ceil(templates.length / availableParallelism());
  return [...byRegion.values()].flatMap((same) =>
    Array.from({ length: Math.ceil(same.length / largest) }, (_, n) =>
      same.slice(n * largest, (n + 1) * largest),
    ),
  );
}

async function lintShare(python: string, share: Linted[], folder: string): Promise<string[]> {
  const files = share.map(({ name }) =>
    join(folder, 'templates', `${name.replaceAll(' ', '-')}.json`),
  );
  await Promise.all(
    share.map(({ template }, n) => writeFile(String(files[n]), JSON.stringify(template))),
  );
  const region = String(share[0]?.region);
  const options = ['--format', 'json', '--regions', region, '--ignore-checks', ...IGNORED];
  const printed = await run(join(dirname(python), 'cfn-lint'), [...options, '--', ...files]);
  return (JSON.parse(printed) as Match[]).map(
    ({ Filename, Rule, Message }) => `${Filename}: ${Rule.Id} ${Message}`,
  );
}

/** cfn-lint exits with another code than 0 when it finds something; what it printed says what. */
function run(program: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 64 * 1024 ** 2 }, (error, stdout, stderr) => {
      if (stdout.trim().startsWith('[')) resolve(stdout);
      else reject(new Error(`cfn-lint failed: ${stderr || stdout || error?.message}`));
    });
  });
}
