import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { withFileLock } from '../file-lock.ts';
import { findPython, run, SetupError } from './finder.ts';

export { SetupError } from './finder.ts';

/** Called with each line to print: what is being installed, its size and its licence. */
export type Progress = (line: string) => void;

export type PythonEnvironment = {
  /** The interpreter of the environment. */
  python: string;
  /** The folder of its packages. */
  sitePackages: string;
};

export type EnvironmentRequest = {
  /** Created if it is missing. Its content may be deleted. */
  folder: string;
  /** A requirements file with exact versions; its comments (size, licence) are printed. */
  requirements: string;
  onProgress?: Progress;
  /** For tests: the interpreters to try instead of those on the PATH. */
  candidates?: string[];
};

/**
 * A Python environment with exactly the packages of a requirements file. It is created once and
 * reused until that file changes. Several processes can call this at once.
 *
 * @throws {SetupError} its message is one sentence that says what to do
 */
export async function pythonEnvironment(request: EnvironmentRequest): Promise<PythonEnvironment> {
  const required = await readFile(request.requirements, 'utf8');
  await mkdir(dirname(request.folder), { recursive: true });
  return await withFileLock(`${request.folder}.lock`, async () => {
    const stamp = join(request.folder, 'installed.txt');
    const python = join(request.folder, 'bin', 'python');
    const known = (await contentOf(stamp)) === required ? await sitePackagesOf(python) : null;
    if (known !== null) return { python, sitePackages: known };
    await rm(request.folder, { recursive: true, force: true });
    await install(request, required, python);
    await writeFile(stamp, required);
    return { python, sitePackages: (await sitePackagesOf(python)) ?? '' };
  });
}

/** @returns null if the interpreter does not run */
async function sitePackagesOf(python: string): Promise<string | null> {
  const program = 'import sysconfig as s; print(s.get_path("purelib"))';
  const { code, stdout } = await run(python, ['-c', program]);
  return code === 0 ? stdout.trim() : null;
}

async function install(request: EnvironmentRequest, required: string, python: string) {
  const progress = request.onProgress ?? (() => {});
  const base = await findPython(request.candidates);
  for (const { name, version, about } of packagesOf(required)) {
    progress(`Installing ${name} ${version}${about ? `: ${about}` : ''}`);
  }
  const created = await run(base, ['-m', 'venv', request.folder]);
  if (created.code !== 0) {
    throw new SetupError(
      `${base} could not create an environment in ${request.folder}: ${lastLine(created.stdout + created.stderr)}`,
    );
  }
  const failure = await pip(python, request.requirements, progress);
  if (failure !== null) throw new SetupError(explainPipFailure(failure, request.requirements));
}

/** Installs the requirements. @returns null, or what pip printed if it failed */
function pip(python: string, requirements: string, progress: Progress): Promise<string | null> {
  const options = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off'];
  const child = spawn(
    python,
    ['-m', 'pip', 'install', ...options, '--only-binary', ':all:', '-r', requirements],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  const append = (line: string) => {
    printed += `${line}\n`;
    const file = /(Downloading|Using cached) (\S+\.whl) \(([\d.]+ MB)\)/.exec(line);
    if (file) progress(`  ${file[1]} ${file[2]}, ${file[3]}`);
  };
  createInterface(child.stdout).on('line', append);
  createInterface(child.stderr).on('line', append);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0 ? null : printed));
  });
}

/** Turns the output of pip into one sentence that says what to do. */
export function explainPipFailure(printed: string, requirements: string): string {
  if (
    /NewConnectionError|NameResolutionError|Connection(Reset|Refused)?Error|ReadTimeout|ConnectTimeout|ProxyError|Max retries/.test(
      printed,
    )
  ) {
    return 'The Python package index cannot be reached: check the network or the proxy (pip takes HTTPS_PROXY and PIP_INDEX_URL) and start again.';
  }
  const missing =
    /No matching distribution found for (\S+)|(\S+\.whl) is not a supported wheel/.exec(printed);
  if (missing) {
    return `There is no package ${missing[1] ?? missing[2]} for this system (${process.platform} ${process.arch}): use Linux on x64 or arm64 with glibc, or macOS.`;
  }
  if (/No space left on device/.test(printed)) {
    return 'The disk is full: free about 1 GB and start again.';
  }
  return `pip could not install ${requirements}: ${lastLine(printed)}`;
}

/** The packages of a requirements file, with their versions and the comment after each. */
function packagesOf(requirements: string) {
  return [...requirements.matchAll(/^([\w.-]+)==(\S+?)(?:\s+#\s*(.*))?$/gm)].map((match) => ({
    name: match[1],
    version: match[2],
    about: match[3],
  }));
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

const contentOf = (path: string) => readFile(path, 'utf8').catch(() => null);
