import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { GatewayError } from '../../../shared/errors.ts';
import { stage } from '../../../shared/storage/objects/staging.ts';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { failBuild } from '../../../shared/workflow/finish.ts';
import { watchedClients } from '../../support/aws/crash.ts';
import { buildOf, store } from '../../support/builds.ts';
import { freshSandbox, type Sandbox, through } from '../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

const SCRIPT = ['builder.CloseFile(); x', 'var = 1;'].join('\n');
const BY_URL: Partial<StoredBuild> = { fetches: true, source: { url: 'https://a.example/x.js' } };

/** Fails a build of the script. @returns how often the script was read, and the lines of its error and warnings */
async function failed(code: 'SCRIPT_FAILED' | 'DOCS_INTERNAL', changed: Partial<StoredBuild>) {
  const build = await store(sandbox.table, buildOf(changed));
  await stage(sandbox.bucket, build, { script: SCRIPT });
  let reads = 0;
  const clients = watchedClients((send, command) => {
    if (command === 'GetObjectCommand') reads++;
    return send();
  });
  const { table, bucket, signalStart } = through(sandbox, clients);
  const docs = undefined as never; // not used to fail a build

  const outcome = await failBuild(
    { table, bucket, signalStart, docs, maxFileBytes: 0 },
    build,
    new GatewayError(code, 'It failed.'),
    false,
  );

  deepEqual(outcome, { state: 'ended' });
  const ended = await getBuild(sandbox.table, build.tenant, build.id);
  return {
    reads,
    at: ended?.error?.at?.line,
    warningLines: ended?.warnings.map(({ line }) => line),
  };
}

test('a script that was fetched by URL is read once, for its warnings and its syntax error', async () => {
  deepEqual(await failed('SCRIPT_FAILED', BY_URL), { reads: 1, at: 2, warningLines: [1] });
  deepEqual(await failed('DOCS_INTERNAL', BY_URL), { reads: 1, at: undefined, warningLines: [1] });
});

test('a script that admission has read is read again only after it failed', async () => {
  deepEqual(await failed('SCRIPT_FAILED', {}), { reads: 1, at: 2, warningLines: [] });
  equal((await failed('DOCS_INTERNAL', {})).reads, 0);
});
