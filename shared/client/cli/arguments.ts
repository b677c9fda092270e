import { parseArgs } from 'node:util';

export const HELP = `Runs a build and saves its files, or checks a script.

Usage:
  docs-gateway build <script or template> [options]
  docs-gateway check <script> [options]

build: a name that ends in .docbuilder or .js is a file with a script, any other the name of a template.
check: shows the mistakes in a script, and the files that it reads and saves, without running it.

Options of build:
  --argument <file or JSON>   what the script reads as Argument
  --out <folder>              where the files go; . by default
  --metadata <name>=<value>   may be repeated
  --input <name>=<key or URL> a file that the script reads as input://<name>; may be repeated
  --debug                     print what the script writes to console, also if the build succeeds
  --idempotency-key <key>     one for each build that is wanted

Options of both:
  --url <URL>                 the gateway; the variable DOCS_GATEWAY_URL by default
  --token <token>             an access token; the variable DOCS_GATEWAY_TOKEN by default
  --tenant <tenant>           the tenant to act for
  --json                      print the result as JSON, and nothing else

Exit status: 0 the build succeeded, or the check found nothing; 1 the build failed, or the check found
a mistake; 2 anything else.`;

const COMMON_OPTIONS = {
  url: { type: 'string' },
  token: { type: 'string' },
  tenant: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const BUILD_OPTIONS = {
  ...COMMON_OPTIONS,
  argument: { type: 'string' },
  out: { type: 'string', default: '.' },
  metadata: { type: 'string', multiple: true, default: [] as string[] },
  input: { type: 'string', multiple: true, default: [] as string[] },
  debug: { type: 'boolean', default: false },
  'idempotency-key': { type: 'string' },
} as const;

export type Arguments = ReturnType<typeof readArguments>;

/** What was wrong with the command line, in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws {UsageError} */
export function readArguments(args: string[], env: Record<string, string | undefined>) {
  const { values, positionals } = parse(args, BUILD_OPTIONS);
  const [command = '', source = '', ...others] = positionals;
  const url = values.url ?? env.DOCS_GATEWAY_URL;
  const token = values.token ?? env.DOCS_GATEWAY_TOKEN;
  if (values.help || command === '') return { ...values, command: 'help' as const };
  if (command !== 'build' && command !== 'check')
    throw new UsageError(`There is no command ${command}.`);
  if (source === '') throw new UsageError(`${command} needs ${SOURCES[command]}.`);
  if (others.length > 0) throw new UsageError(`${others[0]} is one argument too many.`);
  if (!url) throw new UsageError('Set --url or DOCS_GATEWAY_URL to the address of the gateway.');
  if (!token) throw new UsageError('Set --token or DOCS_GATEWAY_TOKEN to an access token.');
  if (command === 'build') return { ...values, command, source, url, token } as const;
  return { ...parse(args, COMMON_OPTIONS).values, command, source, url, token } as const;
}

const SOURCES = { build: 'a script or a template', check: 'the file of a script' };

function parse<Options extends typeof COMMON_OPTIONS>(args: string[], options: Options) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Reads `name=value` pairs. @throws {UsageError} */
export function pairsOf(option: string, pairs: string[]): Record<string, string> | undefined {
  if (pairs.length === 0) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`--${option} ${pair} is not <name>=<value>.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
