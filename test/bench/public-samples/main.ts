import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkScript } from '../../../shared/script/check/check-script.ts';
import {
  digestOf,
  listSamples,
  REPOSITORIES,
  type Repository,
  type Sample,
  scriptOf,
} from './samples.ts';

const HELP = `npm run check:samples -- <folder> [--write-list]

Checks public samples, which work in Docs: a warning of one of them is a false alarm. The folder has the
checkouts ${Object.keys(REPOSITORIES).join(' and ')}.
Exits with 1 if there is a warning, or if a sample is missing or has changed since it was listed.

  --write-list   lists the samples of these checkouts in samples.json
  -h, --help     print this text`;

const LIST = join(import.meta.dirname, 'samples.json');

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'write-list': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [folder] = positionals;
  if (values.help || folder === undefined) {
    console.log(HELP);
    return;
  }
  const repositories = Object.keys(REPOSITORIES) as Repository[];
  if (values['write-list']) writeList(repositories, folder);
  const list = JSON.parse(readFileSync(LIST, 'utf8')) as Record<Repository, Sample[]>;
  for (const repository of repositories) checkAll(repository, join(folder, repository), list);
}

function writeList(repositories: Repository[], folder: string): void {
  const listed = repositories.map((name) => [name, listSamples(name, join(folder, name))]);
  writeFileSync(LIST, `${JSON.stringify(Object.fromEntries(listed), null, 2)}\n`);
}

function checkAll(repository: Repository, folder: string, list: Record<Repository, Sample[]>) {
  const found = list[repository].flatMap((sample) => findingsOf(folder, sample));
  for (const line of found) console.log(line);
  if (found.length > 0) process.exitCode = 1;
  const [count, commit] = [list[repository].length, REPOSITORIES[repository].slice(0, 9)];
  console.log(`${repository} ${commit}: ${count} samples, ${found.length} findings`);
}

function findingsOf(folder: string, sample: Sample): string[] {
  const path = join(folder, sample.path);
  if (!existsSync(path)) return [`${sample.path} is missing`];
  if (digestOf(path) !== sample.sha256) return [`${sample.path} has changed`];
  return checkScript(scriptOf(folder, sample)).findings.map(
    ({ code, line, detail }) => `${sample.path}: ${code}, line ${line}: ${detail}`,
  );
}

main();
