import { deepEqual, equal, throws } from 'node:assert/strict';
import { before, test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { parseBuildRequest } from '../../../../shared/build/request.ts';
import { buildEnded } from '../../../../shared/events/build-events.ts';
import { commandEnded } from '../../../../shared/events/command-events.ts';
import { freshId } from '../../../../shared/ids.ts';
import { parseJson } from '../../../../shared/json.ts';
import { viewBuild } from '../../../../shared/storage/build-view.ts';
import { readText } from '../../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../../shared/storage/objects/keys.ts';
import { getBuild, type StoredBuild } from '../../../../shared/storage/rows/builds.ts';
import { tryChangeBuild } from '../../../../shared/storage/rows/change-build.ts';
import { findCommand, storeCommand } from '../../../../shared/storage/rows/command-outcomes.ts';
import { admit } from '../../../../shared/workflow/admission/admit.ts';
import { scriptOf } from '../../../support/docs/saving-script.ts';
import { freshSandbox, type Sandbox } from '../../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
  const Key = keys.input('acme', 'a.png');
  await sandbox.bucket.s3.send(
    new PutObjectCommand({ Bucket: sandbox.bucket.name, Key, Body: 'PNG' }),
  );
});

/** Names that every JavaScript object inherits and that JSON may use. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);
const ORDINARY = INHERITED.filter((name) => name !== '__proto__');

/** Some of the names, each with a different value. */
const someNames = fc.subarray(ORDINARY, { minLength: 1 });
const mapOf = (names: string[], make: (name: string) => unknown) =>
  Object.fromEntries(names.map((name) => [name, make(name)]));
const everyRun = { numRuns: 15, examples: [[ORDINARY], ...ORDINARY.map((name) => [[name]])] };

const requestOf = (names: string[]) => ({
  script: scriptOf(...names),
  metadata: mapOf(names, (name) => `of ${name}`),
  outputs: mapOf(names, (name) => `kept/${name}.txt`),
  inputs: mapOf(names, () => 'a.png'),
  argument: mapOf(names, (name) => ({ [name]: [name] })),
});

async function end({ tenant, id }: StoredBuild): Promise<StoredBuild | null> {
  const set = { status: 'succeeded' as const, files: [], endedAt: new Date().toISOString() };
  return tryChangeBuild(sandbox.table, tenant, id, { from: 'queued', set });
}

test('a name such as toString is an ordinary name in a build, its files and its event', async () => {
  await fc.assert(
    fc.asyncProperty(someNames, async (names) => {
      const request = requestOf(names);
      const sent = parseBuildRequest(parseJson(JSON.stringify(request)));

      const entry = { tenant: 'acme', origin: 'sqs' as const, correlationId: 'c' };
      const { build } = await admit(sandbox.admissionDeps, sent, entry);

      const stored = await getBuild(sandbox.table, 'acme', build.id);
      deepEqual([stored?.metadata, stored?.outputs], [request.metadata, request.outputs]);
      deepEqual(stored && viewBuild(stored).metadata, request.metadata);
      const staged = async (key: string) =>
        JSON.parse((await readText(sandbox.bucket, key)) ?? 'null');
      deepEqual(await staged(keys.stagedArgument(build)), request.argument);
      deepEqual(Object.keys(await staged(keys.stagedInputs(build))), names);
      const ended = await end(build);
      const { data } = ended ? buildEnded(ended) : { data: undefined };
      deepEqual((data as { metadata: object }).metadata, request.metadata);
    }),
    everyRun,
  );
});

test('a name such as toString is an ordinary name in the answer to a command', async () => {
  await fc.assert(
    fc.asyncProperty(someNames, async (names) => {
      const id = freshId();
      const answer = { error: 0, ...mapOf(names, (name) => ({ [name]: [{ [name]: 1 }] })) };
      const now = new Date().toISOString();
      const command = { c: 'version' as const };
      const about = { tenant: 'acme', id, origin: 'sqs' as const, correlationId: 'c', command };
      const row = { ...about, answer, fingerprint: 'f', endedAt: now, expiresAt: 2_000_000_000 };

      equal(await storeCommand(sandbox.table, row), true);

      const stored = await findCommand(sandbox.table, 'acme', id);
      deepEqual(stored, row);
      deepEqual(stored && commandEnded(stored).data, { id, origin: 'sqs', command, answer });
    }),
    everyRun,
  );
});

test('a name such as toString is an unknown field of a request', () => {
  for (const name of ORDINARY) {
    const input = parseJson(JSON.stringify({ script: 'x', [name]: 1 }));
    throws(() => parseBuildRequest(input), {
      code: 'REQUEST_INVALID',
      details: { errors: [{ pointer: `/${name}`, detail: 'is not a known field' }] },
    });
  }
});

test('the name __proto__ is refused anywhere in a request', () => {
  for (const field of ['metadata', 'outputs', 'inputs', 'argument'])
    throws(() => parseJson(`{"script":"x","${field}":{"__proto__":"a.png"}}`), {
      code: 'MALFORMED',
      message: 'The body cannot be read: it contains the name __proto__.',
    });
});
