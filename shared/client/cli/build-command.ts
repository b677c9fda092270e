import { type BuildFailedError, docsGateway, isGatewayError } from '../client.ts';
import { saveFile } from '../node.ts';
import type { Build, BuildRequest } from '../types.ts';
import { type Arguments, pairsOf, UsageError } from './arguments.ts';
import { readScript, readText } from './files.ts';
import { errorLines, type Output, saysTheSame, warningLines } from './lines.ts';

type BuildArguments = Extract<Arguments, { command: 'build' }>;

/** The command `build`. @returns the exit status */
export async function buildCommand(given: BuildArguments, output: Output): Promise<number> {
  const script = await scriptOf(given.source);
  const request = {
    ...(await requestOf(given)),
    ...sourceOf(given.source, script),
  } as BuildRequest;
  const gateway = docsGateway(connectionOf(given));
  const key = given['idempotency-key'];
  try {
    const build = await gateway.build(request, {
      ...(key !== undefined && { idempotencyKey: key }),
      onStatus: (step) => !given.json && output.progress(`${step.status.padEnd(9)}  ${step.id}`),
    });
    const saved: string[] = [];
    for (const file of build.files) saved.push(await saveFile(file, `${given.out}/`));
    if (given.json) output.result(JSON.stringify({ build, saved }, null, 2));
    else for (const line of [...notesOf(build, script), ...saved]) output.result(line);
    return 0;
  } catch (error) {
    if (!isGatewayError(error) || error.name !== 'BuildFailedError') throw error;
    if (given.json) output.result(JSON.stringify({ build: error.build, saved: [] }, null, 2));
    else for (const line of failureLines(error, script)) output.progress(line);
    return 1;
  }
}

/** What the client needs of a command line. */
export function connectionOf({
  url,
  token,
  tenant,
}: {
  url: string;
  token: string;
  tenant?: string | undefined;
}) {
  return { url, token, ...(tenant !== undefined && { tenant }) };
}

/** The script of a file, or undefined for the name of a template. */
async function scriptOf(source: string): Promise<string | undefined> {
  return source.endsWith('.docbuilder') || source.endsWith('.js') ? readScript(source) : undefined;
}

const sourceOf = (template: string, script: string | undefined) =>
  script === undefined ? { template } : { script };

async function requestOf({ argument, metadata, input, debug }: BuildArguments) {
  const fields = {
    argument: argument === undefined ? undefined : await jsonOf(argument),
    metadata: pairsOf('metadata', metadata),
    inputs: pairsOf('input', input),
    debug: debug || undefined,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** JSON from the command line, or else from a file. */
async function jsonOf(argument: string): Promise<unknown> {
  try {
    return JSON.parse(argument);
  } catch {
    const text = await readText(argument);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new UsageError(`${argument} is not JSON: ${(error as Error).message}`);
    }
  }
}

function failureLines(error: BuildFailedError, script: string | undefined): string[] {
  const { code, message: detail, at, build } = error;
  const warnings = build.warnings.filter((warning) => !saysTheSame({ detail, at }, warning));
  return [...errorLines({ code, detail, at }, script), ...notesOf({ ...build, warnings }, script)];
}

/** What the script wrote to `console`, and the warnings. */
function notesOf({ logs = [], warnings }: Build, script: string | undefined): string[] {
  return [
    ...logs.map(
      ({ level, line, text }) => `${level}${line === null ? '' : ` (line ${line})`}: ${text}`,
    ),
    ...warnings.flatMap((warning) => warningLines(warning, script)),
  ];
}
