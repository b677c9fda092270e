import { deepEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';
import { PAGES, runnableOf } from '../../support/documentation.ts';
import { checkEvent } from '../../support/event-schema.ts';
import { collectEvents, type ReceivedEvent } from '../../support/stack/events.ts';
import { stack, tokenOf } from '../../support/stack/stack.ts';

const outputs = await stack();
const aws = { endpoint: outputs.awsEndpoint, region: REGION, credentials: AWS_KEYS };
const bin = mkdtempSync(join(tmpdir(), 'docs-gateway-pages-'));
after(() => rmSync(bin, { recursive: true }));

/** The environment of a reader after `npm start`. `curl` fails on a status of 400 or more; `aws` is a small substitute. */
const environment = {
  ...process.env,
  PATH: `${bin}:${process.env.PATH}`,
  API: outputs.apiUrl,
  TOKEN: await tokenOf(outputs),
  BUILDS_QUEUE_URL: outputs.buildsQueueUrl,
  COMMANDS_QUEUE_URL: String(outputs.commandsQueueUrl),
  BUS_NAME: outputs.busName,
  BUCKET: outputs.bucket,
};
program('curl', `PATH="\${PATH#*:}"; exec curl --fail-with-body -sS "$@"`);
program('aws', `exec '${process.execPath}' test/support/aws-cli.ts "$@"`);

function program(name: string, line: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`);
  chmodSync(join(bin, name), 0o755);
}

/** Runs shell lines from the root. @throws {Error} with the output of a line that fails */
async function runInShell(lines: string): Promise<void> {
  await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', lines], { env: environment });
}

/** The lines use the tenants acme and default, so no other test may use them meanwhile. */
let received: Record<'acme' | 'default', Awaited<ReturnType<typeof collectEvents>>>;
// Not before the tests of other files in this process.
before(async () => {
  received = {
    acme: await collectEvents(aws, outputs.busName, 'acme'),
    default: await collectEvents(aws, outputs.busName, 'default'),
  };
});
after(() => Promise.all(Object.values(received).map((queue) => queue.stop())));

/** Each event once, since a bus may deliver one again: its type, the lane of a build, and the code of an error. */
function toldOnce(events: readonly ReceivedEvent[]): string[] {
  const byId = new Map(events.map((event) => [event.detail.metadata.id, event]));
  return [...byId.values()].map(tell).sort();
}

function tell({ 'detail-type': type, detail: { data } }: ReceivedEvent): string {
  const name = data.priority ? `${type} (${data.priority})` : type;
  return data.error ? `${name}: ${data.error.code}` : name;
}

test('the README and the pages of builds and documents have runnable shell lines', () => {
  const pages = PAGES.filter((page) => runnableOf(page).length > 0);

  deepEqual(pages, ['README.md', 'docs/builds.md', 'docs/documents.md']);
});

describe('the documentation', { concurrency: true }, () => {
  for (const page of PAGES.filter((name) => runnableOf(name).length > 0)) {
    test(`the shell lines of ${page} run unchanged`, async () => {
      for (const lines of runnableOf(page)) await runInShell(lines);
    });
  }
});

test('every build and command of the shell lines has its event, and none is refused', async () => {
  await received.default.first('five builds', () => toldOnce(received.default.all).length >= 5);
  await received.acme.first(
    'four builds and two commands',
    () => toldOnce(received.acme.all).length >= 6,
  );

  deepEqual(toldOnce(received.acme.all), [
    'Build Succeeded (low)',
    'Build Succeeded (normal)',
    'Build Succeeded (normal)',
    'Build Succeeded (normal)',
    'Command Failed: DOCUMENT_NOT_FOUND',
    'Command Failed: DOCUMENT_NOT_FOUND',
  ]);
  deepEqual(toldOnce(received.default.all), Array(5).fill('Build Succeeded (normal)'));
  for (const { all } of Object.values(received))
    for (const event of all) checkEvent(event['detail-type'], event.detail);
});
