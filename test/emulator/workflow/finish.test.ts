import { deepEqual } from 'node:assert/strict';
import { before, test } from 'node:test';
import { stage } from '../../../shared/storage/objects/staging.ts';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { buildError } from '../../../shared/workflow/build-error.ts';
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

/** Fails a build of the script. @returns how often the script was read, and the lines of its warnings */
async function failed(changed: Partial<StoredBuild>) {
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
    buildError('DOCS_INTERNAL', 'It failed.'),
    false,
  );

  deepEqual(outcome, { state: 'ended' });
  const ended = await getBuild(sandbox.table, build.tenant, build.id);
  return {
    reads,
    warningLines: ended?.warnings.map(({ line }) => line),
  };
}

test('a script that was fetched by URL is read once, for its warnings', async () => {
  deepEqual(await failed(BY_URL), { reads: 1, warningLines: [1] });
});

test('a script that admission has read is not read again for its warnings', async () => {
  deepEqual(await failed({}), { reads: 0, warningLines: [] });
});
