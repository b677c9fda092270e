import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { serveInputs } from '../../../infra/local/author/input-server.ts';
import { sampleArgument } from '../../../infra/local/samples/sample-files.ts';
import { replaceInArgument, replaceInScript } from '../../../shared/build/inputs.ts';
import { checkScript } from '../../../shared/script/check/check-script.ts';
import { instrument } from '../../../shared/script/diagnosis/instrument.ts';
import { readReport } from '../../../shared/script/diagnosis/report.ts';
import type { Run } from '../../support/script/run-on-engine.ts';
import type { SeededMistake } from './seeded.ts';

/** How a mistake is reported: at a line where it is, at another line, or not at all. */
export type Told = 'right line' | 'wrong line' | 'not told';
/** What is said of a script, and where. */
export type Answer = { told: Told; line?: number | undefined; message?: string | undefined };

const TOKEN = 'd0b1c2d3e4f5';
/** Shorter than in a gateway, which waits for Docs to stop a script. */
const RUN_MS = 20_000;
const LOOPS_END_AFTER_MS = 5_000;

/** What the check says before a script is run: its error, or else the first warning. */
export function toldBefore({ script, lines }: SeededMistake): Answer {
  const { error, findings } = checkScript(script);
  const [first] = findings;
  if (error) return answerOf(lines, error.at?.line, error.message);
  return first ? answerOf(lines, first.line, first.detail) : { told: 'not told' };
}

/**
 * What a gateway says of a script after it failed if it knows nothing before: the script is run as it is, with
 * the sample argument, and, if it fails, instrumented and run once more.
 */
export async function toldAfter(run: Run, mistake: SeededMistake): Promise<Answer> {
  const server = await serveInputs(filesOf(mistake.sample));
  try {
    const script = replaceInScript(mistake.script, server.linkTo);
    const argument = replaceInArgument(sampleArgument(mistake.sample), server.linkTo);
    const at = await failureOf(run, script, argument, server.emptyDocument);
    return at ? answerOf(mistake.lines, at.line, at.message) : { told: 'not told' };
  } finally {
    await server.close();
  }
}

async function failureOf(run: Run, script: string, argument: unknown, emptyDocument: string) {
  const { outcome } = await run(script, argument, RUN_MS);
  if (outcome === 'ok') return undefined;
  const loops = outcome === 'timeout' ? { loopsEndAfterMs: LOOPS_END_AFTER_MS } : {};
  const instrumented = instrument(script, { token: TOKEN, emptyDocument, ...loops });
  const { files } = await run(instrumented.script, argument, RUN_MS);
  const report = files.get(`${TOKEN}.json`)?.toString();
  return report === undefined ? undefined : readReport(report, instrumented.table)?.at;
}

/** A report without a line is right where no line is at fault. */
function answerOf(lines: number[], line: number | undefined, message: string): Answer {
  const isRight = line === undefined ? lines.length === 0 : lines.includes(line);
  return { told: isRight ? 'right line' : 'wrong line', line, message };
}

/** The files that a sample reads, by name. */
function filesOf(sample: string): Map<string, string> {
  const files = globSync(`infra/local/samples/templates/${sample}/*`);
  return new Map(files.map((path) => [basename(path), path]));
}
