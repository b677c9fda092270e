/**
 * A process that is one instance of a function, with the limits for memory that Lambda gives to Node.js. It
 * loads a bundle, invokes it with each event that it is sent, and reports the cost.
 */
import { writeSync } from 'node:fs';

export type Report = {
  result?: unknown;
  error?: string;
  /** Milliseconds of processor time for the event, or for loading the bundle. */
  cpuMs: number;
  /** The largest memory of the process so far, in MiB. */
  peakMib: number;
};

const [bundle = '', remainingMs = '30000'] = process.argv.slice(2);
const context = {
  functionName: 'limits',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:limits',
  memoryLimitInMB: '256',
  awsRequestId: 'request',
  getRemainingTimeInMillis: () => Number(remainingMs),
};

let since = process.cpuUsage();
function report(fields: Pick<Report, 'result' | 'error'>): void {
  const { user, system } = process.cpuUsage(since);
  const peakMib = process.resourceUsage().maxRSS / 1024;
  process.send?.({ ...fields, cpuMs: (user + system) / 1000, peakMib } satisfies Report);
}

// Log lines of the function would mix with those of the run.
process.stdout.write = () => true;
const { handler } = await import(bundle);
report({});
process.on('message', async (event) => {
  since = process.cpuUsage();
  try {
    report({ result: await handler(event, context) });
  } catch (error) {
    writeSync(2, `${(error as Error).stack}\n`);
    report({ error: (error as Error).message });
  }
});
