import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  pythonEnvironment,
  SetupError,
  whyPipFailed,
} from '../../infra/local/python/environment.ts';
import { findPython } from '../../infra/local/python/finder.ts';

const folder = await mkdtemp(join(tmpdir(), 'python-'));
after(() => rm(folder, { recursive: true }));

/** An interpreter that says it is of this version, and whether it can make environments. */
async function interpreter(name: string, says: string) {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\necho "${says}"\n`);
  await chmod(path, 0o755);
  return path;
}

/**
 * One that makes environments of copies of itself, and whose pip does what the requirements say.
 */
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

test('a machine without Python is told how to get one', async () => {
  await rejects(findPython([join(folder, 'none')]), {
    name: 'SetupError',
    message: /^Python 3\.10 or newer was not found: install it .*apt install python3 python3-venv/,
  });
});

test('a Python that is too old is named, with its version', async () => {
  const old = await interpreter('old', '3 9 True');

  await rejects(findPython([old]), {
    name: 'SetupError',
    message: /old is 3\.9, which is too old: install Python 3\.10 or newer/,
  });
});

test('a Python without venv is told the package that brings it', async () => {
  const bare = await interpreter('bare', '3 12 False');

  await rejects(findPython([bare]), {
    name: 'SetupError',
    message: /\(3\.12\) cannot make environments: .*apt install python3-venv python3\.12-venv/,
  });
});

test('an old Python does not hide a newer one', async () => {
  const old = await interpreter('old2', '2 7 False');
  const good = await interpreter('good', '3 10 True');

  equal(await findPython([old, good]), good);
});

test('an environment is made once, and anew when its requirements change', async () => {
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

test('what is installed is announced: what it is, whose, and how big', async () => {
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

test('an installation that fails is tried again from the beginning', async () => {
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

test('without a network the sentence says so', () => {
  const said = `WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...)'
ERROR: No matching distribution found for document-builder==10.0.0.170`;

  match(
    whyPipFailed(said, 'r.txt'),
    /^The Python package index cannot be reached: check the network/,
  );
});

test('a system that no package was made for is named', () => {
  const said = 'ERROR: No matching distribution found for document-builder==10.0.0.170';

  match(
    whyPipFailed(said, 'r.txt'),
    /^There is no ready-made package document-builder==10\.0\.0\.170 for this system \(\w+ \w+\): use Linux/,
  );
});

test('a full disk is called that, and anything else keeps the last line of pip', () => {
  match(whyPipFailed('OSError: [Errno 28] No space left on device', 'r.txt'), /^The disk is full/);
  equal(whyPipFailed('one\ntwo\n', 'r.txt'), 'pip could not install r.txt: two');
});
