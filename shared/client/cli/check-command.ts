import { docsGateway } from '../client.ts';
import type { BuildWarning, ScriptCheck } from '../types.ts';
import type { Arguments } from './arguments.ts';
import { connectionOf } from './build-command.ts';
import { readScript } from './files.ts';
import { errorLines, type Output, saysTheSame, warningLines } from './lines.ts';

type CheckArguments = Extract<Arguments, { command: 'check' }>;

/** The command `check`. @returns the exit status: 0 if nothing was found, 1 if something was */
export async function checkCommand(given: CheckArguments, output: Output): Promise<number> {
  const script = await readScript(given.source);
  const found = await docsGateway(connectionOf(given)).check(script);
  if (given.json) output.result(JSON.stringify(found, null, 2));
  else for (const line of linesOf(found, script)) output.result(line);
  return found.error === null && found.warnings.length === 0 ? 0 : 1;
}

function linesOf({ error, warnings, inputs, outputs }: ScriptCheck, script: string): string[] {
  // An error is one of the warnings as well, unless the script is no JavaScript.
  const isError = (warning: BuildWarning) => error !== null && saysTheSame(error, warning);
  return [
    ...(error && !warnings.some(isError) ? errorLines(error, script) : []),
    ...warnings.flatMap((each) => warningLines(each, script, isError(each) ? 'error' : 'warning')),
    ...inputs.map(({ name, line }) => `reads input://${name} (line ${line})`),
    ...outputs.map(({ name, line }) => `saves ${name ?? 'a file'} (line ${line})`),
  ];
}
