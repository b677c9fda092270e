import type { TestContext } from 'node:test';
import type { DocsOptions } from '../../../infra/local/docs-server/server.ts';
import type { BuildRequest } from '../../../shared/build/request.ts';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { tryChangeBuild } from '../../../shared/storage/rows/change-build.ts';
import { readSlots } from '../../../shared/storage/rows/slots.ts';
import { moveToWaitingRoom } from '../../../shared/storage/rows/waiting-room.ts';
import { admit } from '../../../shared/workflow/admission/admit.ts';
import { type AskDeps, askDocs } from '../../../shared/workflow/ask-docs.ts';
import { startWaiting } from '../../../shared/workflow/starting/start.ts';
import type { watchedClients } from '../aws/crash.ts';
import { embeddedDocs, scriptRoute } from '../docs/embedded-docs.ts';
import { scriptOf, textScriptOf } from '../docs/saving-script.ts';
import { freshSandbox, through } from './sandbox.ts';

/** A script that computes for some milliseconds and then saves a file. */
export const slowScript = (ms: number) =>
  scriptOf('a.txt').replace('\n', `\nvar end = Date.now() + ${ms}; while (Date.now() < end);\n`);

/**
 * A sandbox with a Docs and one build that has just started.
 *
 * @param row fields that the build's row gets
 */
export async function startedBuild(
  t: TestContext,
  request: BuildRequest,
  {
    docs: options = {},
    row = {},
  }: { docs?: Partial<DocsOptions>; row?: Partial<StoredBuild> } = {},
) {
  const sandbox = await freshSandbox();
  const { server, docs } = await embeddedDocs(t, options);
  const publicUrl = await scriptRoute(t, sandbox.table, sandbox.bucket);
  const signals: Date[] = [];
  const signalStart = async () => void signals.push(new Date());
  const { build } = await admit(sandbox.admissionDeps, request, {
    tenant: 'acme',
    origin: 'http',
    correlationId: 'c',
  });
  if (build.fetches) await moveToWaitingRoom(sandbox.table, build);
  await startWaiting(sandbox.startDeps());
  if (Object.keys(row).length > 0)
    await tryChangeBuild(sandbox.table, 'acme', build.id, { from: 'running', set: row });
  const deps: AskDeps = {
    docs,
    table: sandbox.table,
    bucket: sandbox.bucket,
    signalStart,
    publicUrl,
    diagnoses: false,
    maxFileBytes: 1024 * 1024,
  };
  const names = { tenant: build.tenant, id: build.id, run: build.run };
  return {
    sandbox,
    server,
    deps,
    build,
    names,
    signals,
    /** Admits a build of another tenant and of low priority, which no function starts. */
    admitOther: () =>
      admit(
        sandbox.admissionDeps,
        { script: textScriptOf('b.txt'), priority: 'low' },
        { tenant: 'other', origin: 'http', correlationId: 'c' },
      ),
    ask: (waits = 0) => askDocs(deps, { ...names, waits }),
    now: async () => (await getBuild(sandbox.table, 'acme', build.id)) as StoredBuild,
    isHeld: async () => build.run in (await readSlots(sandbox.table)).holders,
    /** Invokes ask-docs until the build has ended, without the waits of the state machine. */
    async loop() {
      let step = await askDocs(deps, { ...names, waits: 0 });
      while (step.state === 'running') step = await askDocs(deps, step);
      return step;
    },
  };
}

/** Invokes ask-docs for a build through clients that can be watched or made to crash. */
export function askThrough(
  {
    deps,
    sandbox,
    names,
  }: Pick<Awaited<ReturnType<typeof startedBuild>>, 'deps' | 'sandbox' | 'names'>,
  clients: ReturnType<typeof watchedClients>,
) {
  const { table, bucket, signalStart } = through(sandbox, clients);
  return askDocs({ ...deps, table, bucket, signalStart }, { ...names, waits: 0 });
}
