import { parseArgs } from 'node:util';
import type { Line } from './observe/lines.ts';
import { findPlace } from './observe/place.ts';
import { runTool } from './observe/run-tool.ts';
import { timedLines } from './observe/timed.ts';
import { watchBuild } from './observe/watch-build.ts';

const HELP = `npm run watch -- <build id> [--tenant acme] [--stack DocsGateway]

Prints what happens to a build, one line each with the seconds since the line before it: its row, its
execution, the answers of Docs, its files, and the event of its end; then it exits. For a build that has
ended already it prints only the row and the execution.

  --tenant   the build's tenant; default without it
  --stack    a stack on AWS, in the account and region of your AWS credentials; without it, the
             local stack (npm start). It creates a queue and a rule on the stack's bus and deletes
             both when it exits.`;

/** `npm run watch`. */
async function main(signal: AbortSignal): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tenant: { type: 'string', default: 'default' },
      stack: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(HELP);
  const [id] = positionals;
  if (id === undefined || positionals.length > 1) throw new Error(`Name one build.\n\n${HELP}`);
  const withTime = timedLines();
  const print = ({ at, about, text }: Line) =>
    console.log(withTime(`${about.padEnd(10)} ${text}`, at));
  await watchBuild(await findPlace(values.stack), { tenant: values.tenant, id }, print, signal);
}

await runTool(main);
