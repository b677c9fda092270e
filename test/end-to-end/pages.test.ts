import { deepEqual, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { AWS_KEYS, REGION } from '../../infra/local/emulator/emulator.ts';
import { PAGES, runnableOf } from '../pages/pages.ts';
import { stack, tokenOf } from '../setup/stack.ts';
import { hear, type Told } from '../support/told.ts';

const facts = await stack();
const aws = { endpoint: facts.awsEndpoint, region: REGION, credentials: AWS_KEYS };
const bin = mkdtempSync(join(tmpdir(), 'docs-gateway-pages-'));
after(() => rmSync(bin, { recursive: true }));

/** What a reader has after `npm start`; `curl` fails on a status of 400 or more, `aws` is a small one. */
const environment = {
  ...process.env,
  PATH: `${bin}:${process.env.PATH}`,
  API: facts.apiUrl,
  TOKEN: await tokenOf(facts),
  BUILDS_QUEUE_URL: facts.buildsQueueUrl,
  COMMANDS_QUEUE_URL: String(facts.commandsQueueUrl),
  BUS_NAME: facts.busName,
  BUCKET: facts.bucket,
};
program('curl', `PATH="\${PATH#*:}"; exec curl --fail-with-body -sS "$@"`);
program('aws', `exec '${process.execPath}' test/support/aws-cli.ts "$@"`);

function program(name: string, line: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`);
  chmodSync(join(bin, name), 0o755);
}

/** Runs a shell text; what it writes is in the error when a line of it fails. */
async function runInShell(lines: string): Promise<void> {
  await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', lines], { env: environment });
}

const told = {
  acme: await hear(aws, facts.busName, 'acme'),
  default: await hear(aws, facts.busName, 'default'),
};
after(() => Promise.all(Object.values(told).map((ear) => ear.stop())));

const typesOf = (events: readonly Told[]) => events.map((event) => event['detail-type']);

test('there are shell lines to run in the README and behind it', () => {
  const pages = PAGES.filter((page) => runnableOf(page).length > 0);

  deepEqual(pages, ['README.md', 'docs/builds.md', 'docs/documents.md']);
});

describe('the documentation', { concurrency: true }, () => {
  for (const page of PAGES.filter((name) => runnableOf(name).length > 0)) {
    test(`the shell lines of ${page} run as they stand`, async () => {
      for (const lines of runnableOf(page)) await runInShell(lines);
    });
  }
});

test('what the shell lines asked for by queue, upload and event was done', async () => {
  await told.default.first('four builds', () => told.default.all.length >= 4);
  await told.acme.first('three builds and two commands', () => told.acme.all.length >= 5);

  deepEqual(typesOf(told.acme.all).sort(), [
    'Build Succeeded',
    'Build Succeeded',
    'Build Succeeded',
    'Command Failed', // nobody edits the document
    'Command Failed',
  ]);
  ok(typesOf(told.default.all).every((type) => type === 'Build Succeeded'));
});
