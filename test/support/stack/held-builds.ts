import { deepEqual } from 'node:assert/strict';
import { after } from 'node:test';
import type { Build } from '../../../shared/build/build.ts';
import { docsState } from '../docs/docs-state.ts';
import { held } from '../docs/scripts.ts';
import { openFileServer } from '../file-server.ts';
import { until } from '../until.ts';
import type { Caller, Gateway } from './gateway.ts';

/** How long Docs may take to finish a build. */
const PATIENCE_MS = 150_000;

/** Builds that hold their slots: Docs waits for an image that their scripts use. */
export async function heldBuilds(gateway: Gateway) {
  const docs = docsState(gateway.outputs);
  const fileServer = await openFileServer();
  after(() => fileServer.stop());

  const runsOf = async ({ id }: Build) =>
    (await docs.jobs()).filter(({ key }) => key.startsWith(`${id}-`));

  return {
    /** Starts builds of one tenant that run in Docs until `letGo()` is called. */
    async hold(caller: Caller, count: number) {
      const gates = Array.from({ length: count }, (_, n) =>
        fileServer.hold(`${caller.tenant}-${n}.png`),
      );
      const builds = await Promise.all(
        gates.map(async ({ url, asked }) => {
          const { body } = await caller.post({ script: held(url) });
          await asked;
          return body;
        }),
      );
      const letGo = () => {
        for (const gate of gates) gate.letGo();
      };
      return { builds, letGo };
    },
    /** Checks that all builds succeed; shows the ones that do not. */
    async allSucceed(caller: Caller, builds: Build[]): Promise<void> {
      const ended = await Promise.all(builds.map(({ id }) => caller.ended(id)));
      deepEqual(
        ended.filter(({ status }) => status !== 'succeeded'),
        [],
      );
    },
    /** The jobs of a build in Docs. */
    runsOf,
    /** Waits until all jobs of a build in Docs have ended. */
    isDone: (build: Build) =>
      until(async () => (await runsOf(build)).every(({ state }) => state === 'ended'), PATIENCE_MS),
  };
}
