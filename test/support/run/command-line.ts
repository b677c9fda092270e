import { globSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';

export const HELP = `npm test [-- [--coverage] [--name <pattern>] [<file, folder or glob> …]]

Runs all tests, or only those of the files named. Before it runs them, it
starts what these files need and nothing else: nothing, the AWS emulator, or the whole stack. A test
that needs the Document Builder engine installs it the first time.

  one file:      npm test -- test/unit/json.test.ts
  a folder:      npm test -- test/unit/docs
  a glob:        npm test -- 'test/unit/workflow/*.test.ts'
  tests by name: npm test -- --name 'counts bytes' test/unit/json.test.ts

  --name <pattern>   run only tests whose full name matches this regular expression; repeat it to
                     allow several.
                     A full name is the names of the suites around a test and its own, with blanks
                     between them. Name files too: without them every file is searched, and what any
                     of them needs is started.
  --coverage         report which lines the tests reach; a run of all tests fails if they are too few.
                     It takes some two minutes.
  -h, --help         print this text`;

export type CommandLine = {
  help: boolean;
  coverage: boolean;
  /** Sorted; as they were named, or all. */
  files: string[];
  /** Regular expressions; none: every test. */
  names: string[];
  /** Whether neither files nor tests were picked. */
  isWholeRun: boolean;
};

/** @throws {Error} one sentence: an unknown option, a bad pattern, or files that do not exist */
export function readCommandLine(args: string[]): CommandLine {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      name: { type: 'string', multiple: true, default: [] },
      coverage: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  for (const name of values.name) checkPattern(name);
  const patterns = positionals.length > 0 ? positionals.map(globOf) : ['test/**/*.test.ts'];
  const files = globSync(patterns).sort();
  if (files.length === 0) throw new Error(`No test file matches ${positionals.join(' ')}.`);
  const isWholeRun = positionals.length === 0 && values.name.length === 0;
  const { help, coverage, name: names } = values;
  return { help, coverage, files, names, isWholeRun };
}

/** Every test file in a folder; anything else is a glob already. */
function globOf(path: string): string {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
  return isFolder ? `${path.replace(/\/$/, '')}/**/*.test.ts` : path;
}

function checkPattern(name: string): void {
  try {
    new RegExp(name);
  } catch (cause) {
    throw new Error(`--name takes a regular expression, and ${name} is not one.`, { cause });
  }
}
