import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AWS_KEYS, REGION } from '../local/emulator/emulator.ts';
import type { Outputs } from '../local/stack.ts';
import { checkAll, type Row } from './checks.ts';
import { readDeployed } from './deployed.ts';
import { listen } from './heard.ts';

const HELP = `npm run smoke -- --stack DocsGateway [--region eu-central-1] [--token TOKEN] [--tenant acme]
npm run smoke -- --local

Checks a deployed stack: health, a build by HTTP, SQS, S3 and EventBridge with the event of each, the
check of a script, a command, and the alarms. Prints a table; the exit code is 0 if nothing failed. It needs AWS credentials
that may describe the stack (cloudformation:DescribeStacks) and its alarms (cloudwatch:DescribeAlarms),
send to the queue, the bucket and the bus, and create a queue and a rule, which it reads and deletes
when it ends. Its builds and files stay.

  --stack    the name of the stack
  --region   its region; without it, that of your AWS credentials
  --token    an access token with the scopes builds:write and scripts:run, and commands:version for
             the command; without it, the variable TOKEN
  --tenant   the tenant of the builds that do not come by HTTP; default without it
  --local    the local stack (npm start), with its own token`;

/** `npm run smoke`. @returns the exit code */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      stack: { type: 'string' },
      region: { type: 'string' },
      token: { type: 'string' },
      tenant: { type: 'string', default: 'default' },
      local: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.local) useLocal();
  if (values.region) process.env.AWS_REGION = values.region;
  const stack = values.local ? 'DocsGateway' : values.stack;
  const token = values.token ?? process.env.TOKEN;
  if (values.help || !stack || !token) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const deployed = await readDeployed(stack);
  const heard = await listen(deployed.busName);
  try {
    const run = `smoke-${randomBytes(4).toString('hex')}`;
    const rows = await checkAll(deployed, { token, tenant: values.tenant, run }, heard);
    console.log(tableOf(rows));
    return rows.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
  } finally {
    await heard.close();
  }
}

/** Points AWS clients at the local stack. */
function useLocal(): void {
  const path = join(import.meta.dirname, '../../.local/outputs.json');
  const { awsEndpoint, token } = JSON.parse(readFileSync(path, 'utf8')) as Outputs;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: AWS_KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: AWS_KEYS.secretAccessKey,
    TOKEN: process.env.TOKEN ?? token,
  });
}

function tableOf(rows: Row[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  return rows
    .map(({ what, outcome, detail }) => `${what.padEnd(width)}  ${outcome.padEnd(7)}  ${detail}`)
    .join('\n');
}

process.exitCode = await main().catch((error: Error) => {
  console.error(error.message);
  return 1;
});
