import { parseArgs } from 'node:util';

export const HELP = `npm run bench [-- [--quick] [--write-docs]]

Compares builds and commands through the gateway with builds and commands in Docs itself. Starts the
AWS emulator and the stack, and an embedded Docs unless DOCS_URL and DOCS_SECRET name a real one. Runs
the sides in turn in one run, so that a ratio does not depend on the machine. Takes some 20 minutes;
nothing else should run on the machine.

Prints a table and writes bench.json and charts below .local/bench/.

  --quick        a few builds of each side, to see that the bench works
  --write-docs   also writes the table and the charts into docs/performance.md and docs/charts/
  -h, --help     print this text`;

export type CommandLine = { help: boolean; quick: boolean; writeDocs: boolean };

/** @throws {Error} one sentence, for an unknown option */
export function readCommandLine(args: string[]): CommandLine {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      'write-docs': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return { help: values.help, quick: values.quick, writeDocs: values['write-docs'] };
}
