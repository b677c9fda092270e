import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Engine, runScript } from '../docs-server/builder/engine.ts';

/** What the engine has while a document of one kind is open. */
export type Probe = {
  /** Names of the methods and properties of all classes that were reached, minified ones included. */
  names: { names: string[]; api: string[]; classes: number };
  /** Names of the global object; those in `taken` cannot be declared by `let`, `const` or `class`. */
  globals: { all: string[]; taken: string[] };
  builderJS: { methods: string[]; file: string[] };
  /** Names of the members of JavaScript's own objects. */
  javascript: string[];
};

/** The slowest kind takes 15 s of a free processor. */
const TIMEOUT_MS = 300_000;
const LIST_NAMES = join(import.meta.dirname, 'list-names.docbuilder');

/**
 * Lists the names that the engine has.
 *
 * @param open the call that opens a document
 */
export async function probe(engine: Engine, open: string): Promise<Probe> {
  const script = [
    open,
    await readFile(LIST_NAMES, 'utf8'),
    'builder.WriteData("names.json", "jsValue(JSON.stringify(GlobalVariable))", "false");',
  ].join('\n');
  const names = await runAndRead(engine, script, 'names.json');
  return JSON.parse(names.toString()) as Probe;
}

/** Runs a script in a new folder. @returns the file of this name that it saved */
export async function runAndRead(engine: Engine, script: string, name: string): Promise<Buffer> {
  const work = await mkdtemp(join(tmpdir(), 'engine-facts-'));
  try {
    const [path, outputs] = [join(work, 'probe.docbuilder'), join(work, 'outputs')];
    await mkdir(outputs);
    await writeFile(path, script);
    const end = await runScript(engine, { script: path, outputs, work, timeoutMs: TIMEOUT_MS });
    return await readFile(join(outputs, name)).catch((cause) => {
      throw new Error(`The engine saved no ${name} (${end.outcome}): ${end.printed}`, { cause });
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The engine's version, such as `10.0.0.170`. */
export async function engineVersion({ folder }: Engine): Promise<string> {
  const env = { ...process.env, LD_LIBRARY_PATH: folder, DYLD_LIBRARY_PATH: folder };
  const { stdout } = await promisify(execFile)(join(folder, 'docbuilder'), ['-v'], { env });
  const version = /\d+(\.\d+){3}/.exec(stdout)?.[0];
  if (!version) throw new Error(`docbuilder -v prints no version: ${stdout}`);
  return version;
}
