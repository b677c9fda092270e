import { deepEqual, equal } from 'node:assert/strict';
import { ulid } from 'ulid';
import { docsState } from '../docs/docs-state.ts';
import { written } from '../docs/scripts.ts';
import { listAll } from './ends.ts';
import type { Caller, Gateway } from './gateway.ts';

/** Checks that requests which arrive several times are one build. */
export function buildChecks(gateway: Gateway) {
  const docs = docsState(gateway.outputs);

  /** Waits until a later message of the same queue is done: the earlier ones are done by then. */
  async function isQuiet(caller: Caller): Promise<void> {
    const correlationId = `after-${ulid()}`;
    await gateway.send({ script: written('after'), tenant: caller.tenant, correlationId });
    await gateway.buildOf(caller, correlationId);
  }

  /** Checks that the caller has one build, that Docs ran it once, and that its end has one event id. */
  async function checkOnce(caller: Caller, id: string): Promise<void> {
    const build = await caller.ended(id);
    await gateway.endOf(build);
    await isQuiet(caller);
    const made = (await listAll(caller)).filter(
      ({ correlationId }) => !/^after-/.test(correlationId),
    );
    const runs = (await docs.jobs()).filter(({ key }) => key.startsWith(`${id}-`));
    const ends = gateway.events.all.filter(({ detail: { data } }) => data.id === id);

    deepEqual(
      made.map((one) => one.id),
      [id],
    );
    equal(build.status, 'succeeded', JSON.stringify(build));
    equal(runs.length, 1);
    equal(new Set(ends.map(({ detail }) => detail.metadata.id)).size, 1);
  }

  return { isQuiet, checkOnce };
}
