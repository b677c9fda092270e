import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceInArgument, replaceInScript } from '../../../shared/build/inputs.ts';
import { MAX_SCRIPT_BYTES, readScript } from '../../../shared/build/script.ts';
import { checkScript } from '../../../shared/script/check/check-script.ts';
import type { Finding } from '../../../shared/script/check/finding.ts';
import { instrument } from '../../../shared/script/diagnosis/instrument.ts';
import { readReport, type ScriptLog } from '../../../shared/script/diagnosis/report.ts';
import { type Engine, runScript } from '../docs-server/builder/engine.ts';
import { serveInputs } from './input-server.ts';

export type ScriptJob = {
  /** The text of the script. */
  script: string;
  argument: unknown;
  /** The paths of the inputs that the script and its argument may name. */
  inputs: ReadonlyMap<string, string>;
  /** The folder for the files that the script saves. */
  out: string;
};

export type At = { line: number; column: number; message: string };

/** What a run gave. The script succeeded if `error` is null. */
export type ScriptResult = {
  error: { detail: string; at: At | null } | null;
  warnings: Finding[];
  logs: ScriptLog[];
  /** The paths and sizes of the saved files. */
  files: { path: string; size: number }[];
  tookMs: number;
};

/** As in Docs, whose converters stop a script after five minutes. */
const TIMEOUT_MS = 300_000;

/**
 * Runs a script on the engine: checked before, and instrumented, so that it tells what it logged and where it
 * failed.
 *
 * @throws {GatewayError} when the script cannot be built, or names an input that is not given
 */
export async function runOnce(engine: Engine, job: ScriptJob): Promise<ScriptResult> {
  const text = readScript(job.script, MAX_SCRIPT_BYTES);
  const check = checkScript(text);
  const began = performance.now();
  const work = await mkdtemp(join(tmpdir(), 'docs-gateway-script-'));
  const server = await serveInputs(job.inputs);
  try {
    const script = replaceInScript(text, server.linkTo);
    const argument = replaceInArgument(job.argument, server.linkTo);
    const { outcome, saved, report } = await run(engine, work, script, argument);
    const explained = report ?? { at: null, logs: [] };
    const files = await keep(saved, job.out);
    const failed = outcome !== 'ok' || explained.at !== null || saved.size === 0;
    return {
      error: failed ? errorOf(outcome, explained.at, check.error, saved.size) : null,
      warnings: check.findings,
      logs: explained.logs,
      files,
      tookMs: performance.now() - began,
    };
  } finally {
    await server.close();
    await rm(work, { recursive: true, force: true });
  }
}

type Outcome = 'ok' | 'failed' | 'timeout';

/** Runs the instrumented script, whose report is one more file. */
async function run(engine: Engine, work: string, text: string, argument: unknown) {
  const token = `a${randomBytes(8).toString('hex')}`;
  const { script, table } = instrument(text, { token, keepsFiles: true });
  const [path, outputs] = [join(work, 'script.docbuilder'), join(work, 'outputs')];
  await mkdir(outputs);
  await writeFile(path, script);
  const { outcome } = await runScript(engine, {
    script: path,
    outputs,
    work,
    argument,
    timeoutMs: TIMEOUT_MS,
  });
  const saved = new Map<string, Buffer>();
  for (const name of await readdir(outputs)) saved.set(name, await readFile(join(outputs, name)));
  const report = saved.get(`${token}.json`)?.toString();
  saved.delete(`${token}.json`);
  return { outcome, saved, report: report === undefined ? undefined : readReport(report, table) };
}

/** What can be read off the script wins over what its run reported. */
function errorOf(
  outcome: Outcome,
  thrown: At | null,
  known: ReturnType<typeof checkScript>['error'],
  saved: number,
): NonNullable<ScriptResult['error']> {
  if (known)
    return { detail: known.detail, at: known.at && { ...known.at, message: known.message } };
  if (thrown) return { detail: 'The script failed.', at: thrown };
  if (outcome === 'timeout') return { detail: 'The script did not end in five minutes.', at: null };
  if (outcome === 'ok' && saved === 0) return { detail: 'The script saved no file.', at: null };
  return { detail: 'The script failed, and the engine does not say where.', at: null };
}

async function keep(saved: Map<string, Buffer>, out: string): Promise<ScriptResult['files']> {
  await mkdir(out, { recursive: true });
  return Promise.all(
    [...saved].map(async ([name, bytes]) => {
      const path = join(out, name);
      await writeFile(path, bytes);
      return { path, size: bytes.length };
    }),
  );
}
