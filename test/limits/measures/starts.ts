import { recordOf } from '../../support/aws/records.ts';
import { admit, numberedBuild } from '../builds.ts';
import { atItsShare, openInstance } from '../instance.ts';
import { openAwsStub } from '../stub/aws-stub.ts';
import { type Figures, noFigures } from '../stub/figures.ts';
import { LATENCY_MS, PARTITION_WRITES } from '../stub/quotas.ts';

export type Starts = {
  builds: number;
  /** Builds that run, and executions that were started. */
  running: number;
  executions: number;
  /** By the calls that follow each other and the processor time at the function's share. */
  startsPerSecond: number;
  /** That the write rate of the slots' partition allows: each build takes a slot and frees it. */
  buildsPerSecondOfSlots: number;
  figures: Figures;
  sweeps: Figures[];
};

const FILE = 'queue/start-build';
/** Builds that take their slots at the same time. */
const AT_ONCE = 16;

/** Starts waiting builds with one instance, then sweeps their slots: once with their executions, once without. */
export async function measureStarts(bundles: string, builds: number): Promise<Starts> {
  const stub = await openAwsStub();
  const starter = await openInstance(bundles, FILE, stub);
  const sweeper = await openInstance(bundles, 'workflow/settle-build', stub);
  try {
    for (let number = 0; number < builds; number++) await admit(stub.items, numberedBuild(number));
    // An invocation that still finds waiting builds after 20 s sends a signal for the next one.
    let cpuMs = 0;
    for (let signals = 0; signals <= (stub.figures.calls.SendMessage ?? 0); signals++)
      cpuMs += (await starter.invoke({ Records: [recordOf('{}')] })).cpuMs;
    const figures = structuredClone(stub.figures);
    const rows = [...stub.items.values()].filter(({ pk }) => `${pk}`.startsWith('BUILD#'));
    const ms = followingMs(figures, builds) + atItsShare(FILE, cpuMs);
    const executions = stub.executions.size;
    const sweep = async () => {
      Object.assign(stub.figures, noFigures());
      await sweeper.invoke({ sweep: true });
      return structuredClone(stub.figures);
    };
    for (const item of stub.items.values()) if (item.pk === 'SLOTS') item.since = 0;
    const listed = await sweep();
    stub.executions.clear();
    return {
      builds,
      running: rows.filter(({ status }) => status === 'running').length,
      executions,
      startsPerSecond: (builds * 1000) / ms,
      buildsPerSecondOfSlots: (PARTITION_WRITES * builds) / (2 * (figures.writes.SLOTS ?? 0)),
      figures,
      sweeps: [listed, await sweep()],
    };
  } finally {
    sweeper.close();
    starter.close();
    stub.close();
  }
}

/** How long the calls take that follow each other: transactions of a pass and executions run side by side. */
function followingMs({ calls }: Figures, builds: number): number {
  const { Query = 0, TransactWriteItems = 0, StartExecution = 0 } = LATENCY_MS;
  const passes = Math.ceil(builds / AT_ONCE);
  return (calls.Query ?? 0) * Query + passes * TransactWriteItems + StartExecution;
}
