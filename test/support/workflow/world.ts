import { equal, ok } from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Bucket } from '../../../shared/storage/objects/bucket.ts';
import type { BuildRun } from '../../../shared/storage/rows/builds.ts';
import type { Item } from '../../../shared/storage/table/table.ts';
import type { Executions } from '../../../shared/workflow/executions.ts';
import { type MemoryItems, memoryTable, type Step } from '../aws/memory-table.ts';
import { worldDocs } from './world-docs.ts';

/** An execution: its next step, and how often the state machine has waited or retried. */
export type Execution = BuildRun & {
  isOpen: boolean;
  waits: number;
  tries: number;
  next: 'Ask Docs' | 'Record' | 'Record failure';
};

/** The statuses that may follow each status. */
const NEXT: Record<string, string[]> = {
  '': ['queued'],
  queued: ['queued', 'running', 'failed', 'cancelled'],
  running: ['running', 'succeeded', 'failed', 'cancelled'],
};

/** No function lives longer; a request after that is never sent. */
const FUNCTION_MS = 60_000;

/** The simulated process has ended here. */
export class WorldCrash extends Error {
  override readonly name = 'WorldCrash';
}

/** A table, a Docs and a Step Functions in memory, with a clock of their own, that check what is done to them. */
export function openWorld(t: TestContext, limit: number) {
  t.mock.timers.reset();
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-01-01T12:00:00Z') });
  const items: MemoryItems = new Map();
  const runs = new Map<string, Execution>();
  const lowRuns = new Set<unknown>();
  const slotsTaken = new Map<string, number>();
  const docs = worldDocs((run, running) => {
    ok(running.length < limit, `${run} is one too many in Docs beside ${running}`);
    ok(holdersNow().includes(run), `${run} is in Docs without a slot`);
  });

  const holdersNow = () =>
    [...items.values()].filter(({ pk }) => pk === 'SLOTS').map(({ run }) => run);

  function checkWrite(before: Item | undefined, after: Item | undefined): void {
    if (after && `${after.pk}`.startsWith('BUILD#')) {
      if (after.priority === 'low') lowRuns.add(after.run);
      const [from, to] = [`${before?.status ?? ''}`, `${after.status}`];
      if (from !== to) ok(NEXT[from]?.includes(to), `${after.id} changed from ${from} to ${to}`);
      else if (NEXT[from] === undefined) equal(after.endedAt, before?.endedAt);
    }
    if (after?.pk === 'SLOTS' && after.run && after.run !== before?.run) {
      equal(before?.run, undefined, 'a slot passed from one run to another');
      equal(slotsTaken.get(`${after.run}`), undefined, `${after.run} took a second slot`);
      slotsTaken.set(`${after.run}`, Date.now());
      const low = [...holdersNow(), after.run].filter((run) => lowRuns.has(run));
      ok(low.length <= limit - Math.floor(limit / 4), `${low} hold a slot of the last quarter`);
    }
  }

  const executions = (step: Step): Executions => ({
    start: async (build) =>
      void (await step(() => {
        const fresh = { ...build, isOpen: true, waits: 0, tries: 0, next: 'Ask Docs' } as const;
        if (!runs.has(build.run)) runs.set(build.run, fresh);
      })),
    stateOf: async (run) =>
      (await step(() => {
        const found = runs.get(run);
        return found ? (found.isOpen ? 'running' : 'closed') : 'none';
      })) as 'running' | 'closed' | 'none',
    running: async () =>
      (await step(() => new Set(openRuns().map(({ run }) => run)))) as Set<string>,
  });
  const openRuns = () => [...runs.values()].filter(({ isOpen }) => isOpen);

  return {
    items,
    runs,
    docs,
    openRuns,
    /** Time passes. Docs ends its oldest jobs before. */
    tick: (ms: number) => {
      docs.age(ms);
      t.mock.timers.tick(ms);
    },
    /** What the functions of one process depend on. It dies when its function's time is up. */
    process: (watch: Step) => {
      const born = Date.now();
      const step: Step = async (send) => {
        if (Date.now() - born > FUNCTION_MS) throw new WorldCrash('the time is up');
        return watch(async () => send());
      };
      const bucket = { name: 'bucket', s3: { send: () => step(() => ({})) } };
      return {
        table: memoryTable(items, step, checkWrite),
        docs: docs.client(step),
        executions: executions(step),
        bucket: bucket as unknown as Bucket,
        signalStart: async () => void (await step(() => undefined)),
        publicUrl: 'https://gateway.example',
        maxFileBytes: 1000,
        diagnoses: false,
        maxInFlight: limit,
        buildMinutes: 45,
        sendFetch: async () => undefined,
        waitHours: 24,
      };
    },
    /** Each build that Docs works on holds a slot, and there are no more than the limit. */
    check: () => {
      const held = holdersNow();
      const inDocs = docs.running().map(({ run }) => run);
      ok(inDocs.length <= limit, `${inDocs} are in Docs`);
      for (const run of inDocs) ok(held.includes(run), `${run} is in Docs without a slot`);
    },
  };
}

export type World = ReturnType<typeof openWorld>;
