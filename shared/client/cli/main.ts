import { isGatewayError } from '../client.ts';
import { HELP, readArguments, UsageError } from './arguments.ts';
import { buildCommand } from './build-command.ts';
import { checkCommand } from './check-command.ts';
import type { Output } from './lines.ts';

const FAULT = 2;

/**
 * The command `docs-gateway`.
 *
 * @param args without the names of Node.js and of the program
 * @returns the exit status
 */
export async function main(
  args: string[],
  env: Record<string, string | undefined>,
  output: Output,
): Promise<number> {
  try {
    const given = readArguments(args, env);
    if (given.command === 'help') {
      output.result(HELP);
      return given.help ? 0 : FAULT;
    }
    const { command } = given;
    return await (command === 'check' ? checkCommand(given, output) : buildCommand(given, output));
  } catch (error) {
    output.progress(describe(error));
    return FAULT;
  }
}

function describe(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} See docs-gateway --help.`;
  if (!isGatewayError(error))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const fields = error.name === 'RequestError' ? error.errors : [];
  const places = fields.map(
    ({ pointer, parameter, header, detail }) =>
      `  ${pointer || parameter || header || '(body)'}: ${detail}`,
  );
  const request = error.requestId === null ? [] : [`  request id ${error.requestId}`];
  return [`${error.code}: ${error.message}`, ...places, ...request].join('\n');
}
