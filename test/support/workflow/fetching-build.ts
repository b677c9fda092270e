import type { RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import type { BuildRequest } from '../../../shared/build/request.ts';
import { readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { admit } from '../../../shared/workflow/admission/admit.ts';
import {
  type FetchDeps,
  fetchQueuedBuild,
} from '../../../shared/workflow/fetching/fetch-queued-build.ts';
import { itemsOf } from '../aws/resources.ts';
import { serve } from '../serve.ts';
import type { Sandbox } from './sandbox.ts';

/** A build that was admitted and whose URLs the listener serves, and the work that fetches them. */
export async function fetchingBuild(
  sandbox: Sandbox,
  t: TestContext,
  listener: RequestListener,
  requestFor: (origin: string) => BuildRequest,
) {
  const origin = await serve(t, listener);
  const port = Number(new URL(origin).port);
  const rules = { schemes: ['http' as const], ports: [port], allow: ['127.0.0.0/8'], ownHosts: [] };
  const { build } = await admit(
    { ...sandbox.admissionDeps, sourceRules: rules },
    requestFor(origin),
    {
      tenant: 'acme',
      origin: 'http',
      correlationId: 'c',
    },
  );
  const { table, bucket, signalStart, admissionDeps } = sandbox;
  const { publicUrl } = admissionDeps;
  const deps: FetchDeps = { table, bucket, rules, publicUrl, signalStart };
  return {
    build,
    deps,
    /** Does the work of one message about the build. */
    fetchAll: (more: Partial<FetchDeps> = {}, isLastTry = false) =>
      fetchQueuedBuild({ ...deps, ...more }, build, isLastTry),
    now: async () => (await getBuild(table, build.tenant, build.id)) as StoredBuild,
    /** The partition keys of the build's items, except its row: where it waits. */
    waitsIn: () => waitsIn(sandbox, build),
  };
}

/** The partition keys of a build's items, except its row: where it waits. */
export async function waitsIn({ table }: Sandbox, { run }: StoredBuild): Promise<string[]> {
  const items = await itemsOf(table);
  return items.filter((item) => item.run === run && item.sk !== 'BUILD').map(({ pk }) => `${pk}`);
}

export const isMarked = async (sandbox: Sandbox, build: StoredBuild) =>
  (await readText(sandbox.bucket, keys.fetchedMarker(build))) !== undefined;
