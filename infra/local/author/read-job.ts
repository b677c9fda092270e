import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { referencedInputs } from '../../../shared/build/inputs.ts';
import { GatewayError } from '../../../shared/errors.ts';
import { parseJson } from '../../../shared/json.ts';
import type { ScriptJob } from './run-once.ts';

/** What the command line names. */
export type JobPaths = {
  script: string;
  /** Without it, `<name>.sample.json` beside the script, if there is one. */
  argument?: string;
  /** `<name>=<path>` each. Other names are files in the folder `<name>/` beside the script. */
  inputs: string[];
  out: string;
};

/**
 * Reads what a run needs, and checks it as the gateway checks a request: the argument with
 * `<name>.schema.json`, if that is beside the script, and each `input://` name.
 *
 * @returns the job, and every path whose change must run it again
 * @throws {GatewayError} as a request is refused
 */
export async function readJob(paths: JobPaths): Promise<{ job: ScriptJob; watched: string[] }> {
  const beside = (suffix: string) => {
    const path = `${withoutSuffix(paths.script)}${suffix}`;
    return existsSync(path) ? path : undefined;
  };
  const argumentPath = paths.argument ?? beside('.sample.json');
  const schemaPath = beside('.schema.json');
  const script = await readFile(paths.script, 'utf8');
  const argument = argumentPath && (await readJson(argumentPath));
  const inputs = await inputPaths(paths);
  if (schemaPath) await checkWith(schemaPath, argument);
  for (const name of referencedInputs(script, argument))
    if (!inputs.has(name))
      throw new GatewayError(
        'INPUT_NOT_FOUND',
        `input://${name} names no file: give it with --input ${name}=<path>.`,
      );
  const given = [paths.script, argumentPath, schemaPath, ...inputs.values()];
  return {
    job: { script, argument, inputs, out: paths.out },
    watched: given.filter((path) => path !== undefined).map((path) => resolve(path)),
  };
}

function withoutSuffix(path: string): string {
  return path.slice(0, path.length - extname(path).length);
}

async function readJson(path: string): Promise<unknown> {
  const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  const refuse = (reason: string) =>
    new GatewayError('MALFORMED', `${path} cannot be read: ${reason}.`);
  return parseJson(text, refuse);
}

/** The validator is loaded only where there is a schema. */
async function checkWith(path: string, argument: unknown): Promise<void> {
  const template = basename(path, '.schema.json');
  const schema = await readJson(path);
  const { checkArgument } = await import('../../../shared/schema/check-argument.ts');
  await checkArgument({ template, version: JSON.stringify(schema), schema }, argument);
}

async function inputPaths({ script, inputs }: JobPaths): Promise<Map<string, string>> {
  const folder = join(dirname(script), basename(script, extname(script)));
  const names = existsSync(folder) ? await readdir(folder, { recursive: true }) : [];
  const found = new Map(names.map((name) => [name, join(folder, name)]));
  for (const input of inputs) {
    const [name = '', path = ''] = splitAt(input, input.indexOf('='));
    if (!name || !existsSync(path)) throw new Error(`--input ${input}: there is no file ${path}.`);
    found.set(name, path);
  }
  return found;
}

function splitAt(text: string, index: number): [string, string] {
  return index === -1 ? ['', text] : [text.slice(0, index), text.slice(index + 1)];
}
