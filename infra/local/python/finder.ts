import { execFile } from 'node:child_process';

/** Something is missing that a person must install; the message is one sentence that says what. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** The oldest Python that the emulator and the engine support. */
const OLDEST = [3, 10] as const;

const INSTALL =
  'on Debian or Ubuntu: apt install python3 python3-venv; on macOS: brew install python';

/** Prints the version, and whether this Python can create environments with pip. */
const PROBE = `
import sys
try:
  import venv, ensurepip
  able = True
except ImportError:
  able = False
print(sys.version_info[0], sys.version_info[1], able)
`;

type Finished = { code: number | string; stdout: string; stderr: string };

/**
 * The first Python on the PATH that is new enough and can create environments. The variable
 * `PYTHON` can name one to try first.
 *
 * @throws {SetupError} if there is none; the message says what to install
 */
export async function findPython(candidates = defaultCandidates()): Promise<string> {
  if (process.platform === 'win32') {
    throw new SetupError('Windows is not supported directly: run this inside WSL.');
  }
  let reason = `Python ${OLDEST.join('.')} or newer was not found: install it (${INSTALL}), or set the variable PYTHON to its path.`;
  for (const python of candidates) {
    const found = await inspect(python);
    if (found === null) continue;
    if (!found.newEnough) {
      reason = `${python} is ${found.version}, which is too old: install Python ${OLDEST.join('.')} or newer (${INSTALL}), or set the variable PYTHON to its path.`;
    } else if (!found.able) {
      reason = `${python} (${found.version}) cannot create environments: install its venv package (on Debian or Ubuntu: apt install python3-venv python${found.version}-venv).`;
      break;
    } else {
      return python;
    }
  }
  throw new SetupError(reason);
}

function defaultCandidates(): string[] {
  const named = process.env.PYTHON ? [process.env.PYTHON] : [];
  const versions = [14, 13, 12, 11, 10].map((minor) => `python3.${minor}`);
  return [...named, 'python3', ...versions, 'python'];
}

async function inspect(python: string) {
  const { code, stdout } = await run(python, ['-c', PROBE]);
  const match = /^(\d+) (\d+) (True|False)/.exec(stdout);
  if (code !== 0 || !match) return null;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return {
    version: `${major}.${minor}`,
    newEnough: major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]),
    able: match[3] === 'True',
  };
}

/** Runs a program and waits until it ends. The code is `ENOENT` if it does not exist. */
export function run(program: string, args: string[]): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(program, args, (error, stdout, stderr) => {
      resolve({ code: error ? (error.code ?? 1) : 0, stdout, stderr });
    });
  });
}
