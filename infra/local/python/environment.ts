import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { alone } from '../file-lock.ts';
import { findPython, run, SetupError } from './finder.ts';

export { SetupError } from './finder.ts';

/** Takes one line for a person: what is being installed, how big it is, whose licence it has. */
export type Progress = (line: string) => void;

export type PythonEnvironment = {
  /** The interpreter of the environment. */
  python: string;
  /** Where its packages lie. */
  sitePackages: string;
};

export type EnvironmentRequest = {
  /** Made when missing; everything in it is ours to delete. */
  folder: string;
  /** A requirements file with exact versions; what its comments say (size, licence) is reported. */
  requirements: string;
  onProgress?: Progress;
  /** For tests: the interpreters to try, instead of what is found on the PATH. */
  candidates?: string[];
};

/**
 * A Python environment with exactly the packages of a requirements file: made once, reused while
 * that file stays the same, safe to ask for from several processes at once.
 *
 * @throws {SetupError} whose message is one sentence that says what to do
 */
export async function pythonEnvironment(request: EnvironmentRequest): Promise<PythonEnvironment> {
  const wanted = await readFile(request.requirements, 'utf8');
  await mkdir(dirname(request.folder), { recursive: true });
  return await alone(`${request.folder}.lock`, async () => {
    const stamp = join(request.folder, 'installed.txt');
    const python = join(request.folder, 'bin', 'python');
    if ((await contentOf(stamp)) !== wanted || (await run(python, ['--version'])).code !== 0) {
      await rm(request.folder, { recursive: true, force: true });
      await install(request, wanted, python);
      await writeFile(stamp, wanted);
    }
    const { stdout } = await run(python, [
      '-c',
      'import sysconfig as s; print(s.get_path("purelib"))',
    ]);
    return { python, sitePackages: stdout.trim() };
  });
}

async function install(request: EnvironmentRequest, wanted: string, python: string) {
  const progress = request.onProgress ?? (() => {});
  const base = await findPython(request.candidates);
  for (const { name, version, about } of packagesOf(wanted)) {
    progress(`Installing ${name} ${version}${about ? `: ${about}` : ''}`);
  }
  const made = await run(base, ['-m', 'venv', request.folder]);
  if (made.code !== 0) {
    throw new SetupError(
      `${base} could not make an environment in ${request.folder}: ${lastLine(made.stdout + made.stderr)}`,
    );
  }
  const said = await pip(python, request.requirements, progress);
  if (said !== null) throw new SetupError(whyPipFailed(said, request.requirements));
}

/** What pip said when it failed, or null when all is installed. */
function pip(python: string, requirements: string, progress: Progress): Promise<string | null> {
  const options = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off'];
  const child = spawn(
    python,
    ['-m', 'pip', 'install', ...options, '--only-binary', ':all:', '-r', requirements],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  const listen = (line: string) => {
    said += `${line}\n`;
    const file = /(Downloading|Using cached) (\S+\.whl) \(([\d.]+ MB)\)/.exec(line);
    if (file) progress(`  ${file[1]} ${file[2]}, ${file[3]}`);
  };
  createInterface(child.stdout).on('line', listen);
  createInterface(child.stderr).on('line', listen);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0 ? null : said));
  });
}

/** pip's own words, turned into one sentence that says what to do. */
export function whyPipFailed(said: string, requirements: string): string {
  if (
    /NewConnectionError|NameResolutionError|Connection(Reset|Refused)?Error|ReadTimeout|ConnectTimeout|ProxyError|Max retries/.test(
      said,
    )
  ) {
    return 'The Python package index cannot be reached: check the network or the proxy (pip takes HTTPS_PROXY and PIP_INDEX_URL) and start again.';
  }
  const missing =
    /No matching distribution found for (\S+)|(\S+\.whl) is not a supported wheel/.exec(said);
  if (missing) {
    return `There is no ready-made package ${missing[1] ?? missing[2]} for this system (${process.platform} ${process.arch}): use Linux on x64 or arm64 with glibc, or macOS.`;
  }
  if (/No space left on device/.test(said)) {
    return 'The disk is full: free about 1 GB and start again.';
  }
  return `pip could not install ${requirements}: ${lastLine(said)}`;
}

/** The exact packages of a requirements file, and what the comment behind each says of it. */
function packagesOf(requirements: string) {
  return [...requirements.matchAll(/^([\w.-]+)==(\S+?)(?:\s+#\s*(.*))?$/gm)].map((match) => ({
    name: match[1],
    version: match[2],
    about: match[3],
  }));
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

const contentOf = (path: string) => readFile(path, 'utf8').catch(() => null);
