import { parseArgs } from 'node:util';
import { describeEvent } from './observe/lines.ts';
import { openListener } from './observe/listener.ts';
import { findPlace } from './observe/place.ts';
import { runTool } from './observe/run-tool.ts';
import { timedLines } from './observe/timed.ts';

const HELP = `npm run events [-- [--json] [--stack DocsGateway]]

Prints every event on the bus as it is published, one line each with the seconds since the line before
it, until Ctrl-C.

  --json     whole events, one JSON object per line
  --stack    a stack on AWS, in the account and region of your AWS credentials; without it, the
             local stack (npm start). It creates a queue and a rule on the stack's bus and deletes
             both when it exits.`;

/** Matches every event: each has a source. */
const EVERYTHING = { source: [{ prefix: '' }] };

/** `npm run events`. */
async function main(signal: AbortSignal): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      stack: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(HELP);
  const place = await findPlace(values.stack);
  const listener = await openListener(place, EVERYTHING);
  console.error(`Listening on ${place.busName}; Ctrl-C stops.`);
  const withTime = timedLines();
  try {
    for await (const event of listener.events(signal)) {
      console.log(values.json ? JSON.stringify(event) : withTime(describeEvent(event)));
    }
  } finally {
    await listener.close();
  }
}

await runTool(main);
