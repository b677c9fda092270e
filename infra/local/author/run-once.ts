import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceInArgument, replaceInScript } from '../../../shared/build/inputs.ts';
import { MAX_SCRIPT_BYTES, readScript } from '../../../shared/build/script.ts';
import { instrument } from '../../../shared/script/diagnosis/instrument.ts';
import { loopTime } from '../../../shared/script/diagnosis/loop-time.ts';
import type { InstrumentOptions } from '../../../shared/script/diagnosis/state.ts';
import { type Engine, runScript } from '../docs-server/builder/engine.ts';
import type { EngineRun, Explained } from './explain-run.ts';
import type { InputServer } from './input-server.ts';

export type ScriptJob = {
  /** The text of the script. */
  script: string;
  argument: unknown;
  /** The paths of the inputs that the script and its argument may name. */
  inputs: ReadonlyMap<string, string>;
  /** The folder for the files that the script saves. */
  out: string;
};

/** What a run gave. The script succeeded if `error` is null. */
export type ScriptResult = Explained & {
  /** The paths and sizes of the saved files. */
  files: { path: string; size: number }[];
  tookMs: number;
};

/** As in Docs, whose converters stop a script after five minutes. */
const TIMEOUT_MS = 300_000;

/**
 * Runs a script on the engine, instrumented, so that it tells what it logged and where it failed. It is checked
 * while the engine works.
 *
 * @throws {GatewayError} when the script cannot be built, or names an input that is not given
 */
export async function runOnce(engine: Engine, job: ScriptJob): Promise<ScriptResult> {
  const text = readScript(job.script, MAX_SCRIPT_BYTES);
  const began = performance.now();
  const work = await mkdtemp(join(tmpdir(), 'docs-gateway-script-'));
  const server = await serve(job.inputs, text.includes('OpenFile'));
  try {
    const script = replaceInScript(text, server.linkTo);
    const argument = replaceInArgument(job.argument, server.linkTo);
    const [{ ended, saved }, explain] = await Promise.all([
      runToExplain(engine, work, script, argument, server),
      import('./explain-run.ts').then(({ checkToExplain }) => checkToExplain(text)),
    ]);
    const files = await keep(saved, job.out);
    return { ...explain(ended, server), files, tookMs: performance.now() - began };
  } finally {
    await server.close();
    await rm(work, { recursive: true, force: true });
  }
}

/** A server takes as long to load as everything else here, and most scripts read no file. */
async function serve(inputs: ScriptJob['inputs'], opensFiles: boolean): Promise<InputServer> {
  if (inputs.size > 0 || opensFiles) return (await import('./input-server.ts')).serveInputs(inputs);
  const build = { tenant: 'none', id: 'none', capability: 'none' };
  return { publicUrl: 'http://none', build, linkTo: (name) => name, close: async () => {} };
}

/**
 * Runs a script. A call that cannot open its file ends the run without a report, so another run looks for it. If
 * that one ends without a report too, a third one looks for a loop that uses too much memory. Only the reports of
 * the others are kept.
 */
async function runToExplain(
  engine: Engine,
  work: string,
  script: string,
  argument: unknown,
  { emptyDocument }: InputServer,
) {
  const once = (made: Made) => run(engine, work, script, argument, made);
  const first = await once(make(script, { keepsFiles: true, emptyDocument }));
  const { outcome, names } = first.ended;
  let last = first;
  if (isLost(last) && emptyDocument) last = await once(make(script, { emptyDocument }));
  const loopsEndAfterMs = loopTime(last.tookMs);
  if (isLost(last) && !last.opensUnseen && loopsEndAfterMs !== undefined) {
    const looking = make(script, { emptyDocument, loopsEndAfterMs, hasCrashed: true });
    if (looking.hasTicks) last = await once(looking);
  }
  return { ...first, ended: { ...last.ended, outcome, names } };
}

type Made = ReturnType<typeof make>;

function make(script: string, options: Omit<InstrumentOptions, 'token'>) {
  const token = `a${randomBytes(8).toString('hex')}`;
  return { token, ...instrument(script, { token, ...options }) };
}

/** Whether a run failed and left no report. */
function isLost({ ended: { outcome, report } }: { ended: EngineRun }): boolean {
  return outcome === 'failed' && report === undefined;
}

/** Runs the instrumented script, whose report is one more file. */
async function run(
  engine: Engine,
  parent: string,
  text: string,
  argument: unknown,
  { token, script, table, opensUnseen }: Made,
) {
  const work = await mkdtemp(join(parent, 'run-'));
  const [path, outputs] = [join(work, 'script.docbuilder'), join(work, 'outputs')];
  await mkdir(outputs);
  await writeFile(path, script);
  const began = performance.now();
  const { outcome } = await runScript(engine, {
    script: path,
    outputs,
    work,
    argument,
    timeoutMs: TIMEOUT_MS,
  });
  const tookMs = performance.now() - began;
  const saved = new Map<string, Buffer>();
  for (const name of await readdir(outputs)) saved.set(name, await readFile(join(outputs, name)));
  const report = saved.get(`${token}.json`)?.toString();
  saved.delete(`${token}.json`);
  const ended: EngineRun = { outcome, names: [...saved.keys()], report, table, script: text };
  return { ended, saved, opensUnseen, tookMs };
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
