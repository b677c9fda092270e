import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesReachedFrom } from './needs.ts';

const FOLDER = join('.local', 'test');
/** More files in a group save more starts of Node.js, but a group runs one file after the other. */
const MOST_FILES = 24;

/** What changes the process for the files that run after it: variables, mocks of more than one test, signals. */
const CHANGES_PROCESS =
  /\bprocess\.(env\.\w+ =|chdir|on|once)|assign\(process\.env|\bmock\b[^}]*\} from 'node:test'/;

const SUPPORT = 'test/support/';

/** Loading the AWS CDK takes longer than these tests, and they synthesize the same stacks: one process runs all. */
export const NEED_CDK = 'test/unit/infra/';

export type Groups = {
  /** One test file for each group, and the files that cannot be in one. */
  files: string[];
  /** Deletes the files of the groups. */
  remove(): void;
};

/**
 * Makes test files that each run several others in one process: most test files take less time than a
 * start of Node.js and loading the AWS SDK. Files that change their process share one only if the same
 * files of `test/support/` change it, which set everything before each test. A file that changes its
 * process itself gets a process of its own.
 */
export function groupsOf(files: string[], mostFiles = MOST_FILES): Groups {
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(FOLDER, 'groups-'));
  const needCdk = files.filter((file) => file.startsWith(NEED_CDK));
  const alone: string[] = [];
  const byChange = new Map<string, string[]>();
  for (const file of files.filter((one) => !needCdk.includes(one))) {
    const changers = changersOf(file);
    if (!changers.every((path) => path.startsWith(SUPPORT))) alone.push(file);
    else byChange.set(`${changers}`, [...(byChange.get(`${changers}`) ?? []), file]);
  }
  const shared = [...byChange.values()].flatMap((sharing) => spread(sharing, mostFiles));
  const groups = [...(needCdk.length > 0 ? [needCdk] : []), ...shared].map((group, n) => {
    const file = join(folder, `${String(n).padStart(2, '0')}.test.ts`);
    writeFileSync(file, groupOf(group));
    return file;
  });
  return {
    files: [...groups, ...alone],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The long tests are in the same folders, so files that follow each other get different groups. */
function spread(files: string[], mostFiles: number): string[][] {
  const count = Math.ceil(files.length / mostFiles);
  return Array.from({ length: count }, (_, n) => files.filter((_, at) => at % count === n));
}

/** The files of the tests through which a test file changes its process, in a fixed order. */
function changersOf(file: string): string[] {
  const reached = [...filesReachedFrom(file)].filter((path) => path.startsWith('test/'));
  return reached.filter((path) => CHANGES_PROCESS.test(readFileSync(path, 'utf8'))).sort();
}

/** Each file is a suite, so that its hooks apply to its own tests alone. */
function groupOf(files: string[]): string {
  const suites = files.map(
    (file) => `describe('${file}', async () => void (await import('../../../${file}')));`,
  );
  return `import { describe } from 'node:test';\n\n${suites.join('\n')}\n`;
}
