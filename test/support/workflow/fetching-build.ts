import type { RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import type { BuildRequest } from '../../../shared/build/request.ts';
import { readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { type StoredBuild, tryChangeBuild } from '../../../shared/storage/rows/builds.ts';
import { admit } from '../../../shared/workflow/admission/admit.ts';
import { fetchSources } from '../../../shared/workflow/fetch-sources.ts';
import { serve } from '../serve.ts';
import type { Sandbox } from './sandbox.ts';

/** A running build whose sources the listener serves, and the step that fetches them. */
export async function fetchingBuild(
  sandbox: Sandbox,
  t: TestContext,
  listener: RequestListener,
  requestFor: (origin: string) => BuildRequest,
) {
  const origin = await serve(t, listener);
  const port = Number(new URL(origin).port);
  const rules = { schemes: ['http' as const], ports: [port], allow: ['127.0.0.0/8'], ownHosts: [] };
  const admissionDeps = { ...sandbox.admissionDeps, sourceRules: rules };
  const { build } = await admit(admissionDeps, requestFor(origin), {
    tenant: 'acme',
    origin: 'http',
    correlationId: 'c',
  });
  const set = { status: 'running' as const };
  await tryChangeBuild(sandbox.table, 'acme', build.id, { from: 'queued', set });
  const { publicUrl } = admissionDeps;
  const fetchAll = (more: object = {}) =>
    fetchSources(
      { table: sandbox.table, bucket: sandbox.bucket, rules, publicUrl, ...more },
      build,
    );
  return { build, fetchAll };
}

export const isMarked = async (sandbox: Sandbox, build: StoredBuild) =>
  (await readText(sandbox.bucket, keys.fetchedMarker(build))) !== undefined;
