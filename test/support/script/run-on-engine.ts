import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, runScript } from '../../../infra/local/docs-server/builder/engine.ts';
import { instrument } from '../../../shared/script/diagnosis/instrument.ts';
import { readReport } from '../../../shared/script/diagnosis/report.ts';

const TOKEN = 'a0b1c2d3e4f5';

type Options = Omit<Parameters<typeof instrument>[1], 'token'>;

/** Runs a script. The files are those that it saved, by name. */
export type Run = (
  script: string,
  argument?: unknown,
  timeoutMs?: number,
) => Promise<{ outcome: 'ok' | 'failed' | 'timeout'; files: Map<string, Buffer> }>;

/** Runs a script on the real engine. The files are those that it saved, by name. */
export async function runOnEngine(
  engine: Engine,
  script: string,
  argument?: unknown,
  timeoutMs = 120_000,
) {
  const work = await mkdtemp(join(tmpdir(), 'script-'));
  const outputs = join(work, 'outputs');
  await mkdir(outputs);
  const path = join(work, 'a.docbuilder');
  await writeFile(path, script);
  const run = { script: path, outputs, work, argument, timeoutMs };
  const { outcome } = await runScript(engine, run);
  const files = new Map<string, Buffer>();
  for (const name of await readdir(outputs)) files.set(name, await readFile(join(outputs, name)));
  await rm(work, { recursive: true });
  return { outcome, files };
}

/** Runs an instrumented script, and reads its report. The files are without the report. */
export async function runToExplain(
  engine: Engine | Run,
  script: string,
  { argument, ...options }: Options & { argument?: unknown } = {},
) {
  const instrumented = instrument(script, { token: TOKEN, ...options });
  const { outcome, files } = await (typeof engine === 'function'
    ? engine(instrumented.script, argument)
    : runOnEngine(engine, instrumented.script, argument));
  const report = files.get(`${TOKEN}.json`)?.toString();
  files.delete(`${TOKEN}.json`);
  const explanation = report === undefined ? undefined : readReport(report, instrumented.table);
  return { outcome, files, explanation };
}
