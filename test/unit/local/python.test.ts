import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  explainPipFailure,
  pythonEnvironment,
  SetupError,
} from '../../../infra/local/python/environment.ts';
import { findPython } from '../../../infra/local/python/finder.ts';

const folder = await mkdtemp(join(tmpdir(), 'python-'));
after(() => rm(folder, { recursive: true }));

/** An interpreter that prints its version, and whether it can create environments. */
async function interpreter(name: string, prints: string) {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\necho "${prints}"\n`);
  await chmod(path, 0o755);
  return path;
}

/** An interpreter that copies itself into environments and runs requirements as a shell script. */
async function maker(name: string) {
  const path = join(folder, name);
  const lines = [
    '#!/bin/sh',
    'case "$*" in',
    '  *ensurepip*) echo "3 12 True" ;;',
    `  "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; echo made >> "${path}.log" ;;`,
    '  "-m pip "*) for last; do :; done; . "$last" ;;',
    '  -c*) echo "/its/site-packages" ;;',
    'esac',
  ];
  await writeFile(path, `${lines.join('\n')}\n`);
  await chmod(path, 0o755);
  return path;
}

const timesMade = async (path: string) =>
  (await readFile(`${path}.log`, 'utf8')).split('made').length - 1;

async function requirements(name: string, text: string) {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test('without Python the error says how to install it', async () => {
  await rejects(findPython([join(folder, 'none')]), {
    name: 'SetupError',
    message: /^Python 3\.10 or newer was not found: install it .*apt install python3 python3-venv/,
  });
});

test('the error about a Python that is too old has its name and version', async () => {
  const old = await interpreter('old', '3 9 True');

  await rejects(findPython([old]), {
    name: 'SetupError',
    message: /old is 3\.9, which is too old: install Python 3\.10 or newer/,
  });
});

test('the error about a Python without venv names the package to install', async () => {
  const bare = await interpreter('bare', '3 12 False');

  await rejects(findPython([bare]), {
    name: 'SetupError',
    message: /\(3\.12\) cannot create environments: .*apt install python3-venv python3\.12-venv/,
  });
});

test('a newer Python is found after an old one', async () => {
  const old = await interpreter('old2', '2 7 False');
  const good = await interpreter('good', '3 10 True');

  equal(await findPython([old, good]), good);
});

test('an environment is created once, and again if its requirements change', async () => {
  const python = await maker('once');
  const request = {
    folder: join(folder, 'env'),
    requirements: await requirements('once.txt', '# nothing\n'),
    candidates: [python],
  };

  const first = await pythonEnvironment(request);
  await Promise.all([pythonEnvironment(request), pythonEnvironment(request)]);
  const before = await timesMade(python);
  await requirements('once.txt', '# nothing else\n');
  await pythonEnvironment(request);

  deepEqual(first, {
    python: join(folder, 'env', 'bin', 'python'),
    sitePackages: '/its/site-packages',
  });
  deepEqual([before, await timesMade(python)], [1, 2]);
});

test('the name, licence and size of each package are printed before it is installed', async () => {
  const lines: string[] = [];

  await pythonEnvironment({
    folder: join(folder, 'announced'),
    requirements: await requirements(
      'announced.txt',
      'echo==1.0  # an engine, AGPL-3.0\necho "Downloading echo-1.0.whl (102.2 MB)"\n',
    ),
    candidates: [await maker('announcing')],
    onProgress: (line) => void lines.push(line),
  });

  deepEqual(lines, [
    'Installing echo 1.0: an engine, AGPL-3.0',
    '  Downloading echo-1.0.whl, 102.2 MB',
  ]);
});

test('the next call after a failed installation starts from the beginning', async () => {
  const python = await maker('failing');
  const request = {
    folder: join(folder, 'failing-env'),
    requirements: await requirements('failing.txt', 'echo "No space left on device"; exit 1\n'),
    candidates: [python],
  };

  await rejects(pythonEnvironment(request), { name: 'SetupError', message: /^The disk is full/ });
  await rejects(pythonEnvironment(request), SetupError);

  equal(await timesMade(python), 2);
});

test('the error of pip without a network says that the package index cannot be reached', () => {
  const printed = `WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...)'
ERROR: No matching distribution found for document-builder==10.0.0.170`;

  match(
    explainPipFailure(printed, 'r.txt'),
    /^The Python package index cannot be reached: check the network/,
  );
});

test('the error of pip about a missing package names this system', () => {
  const printed = 'ERROR: No matching distribution found for document-builder==10.0.0.170';

  match(
    explainPipFailure(printed, 'r.txt'),
    /^There is no package document-builder==10\.0\.0\.170 for this system \(\w+ \w+\): use Linux/,
  );
});

test('a full disk has an error of its own; any other failure of pip is reported by its last line', () => {
  match(
    explainPipFailure('OSError: [Errno 28] No space left on device', 'r.txt'),
    /^The disk is full/,
  );
  equal(explainPipFailure('one\ntwo\n', 'r.txt'), 'pip could not install r.txt: two');
});
