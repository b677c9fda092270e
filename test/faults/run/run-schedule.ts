import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultRecord, Violation, World } from '../model/world.ts';
import { kindOf } from '../schedule/fault-kinds.ts';
import { isFault, isJob, type JobAction, type Schedule } from '../schedule/schedule.ts';
import type { Harness } from '../world/harness.ts';
import { applyFault } from './apply-fault.ts';
import { performBuild } from './perform-build.ts';
import { performCommand } from './perform-command.ts';
import { performCallback, performSession } from './perform-document.ts';
import { openSeed, type Seed } from './seed-context.ts';
import { settle } from './settle.ts';

export type Outcome = {
  schedule: Schedule;
  world: World;
  violations: Violation[];
  faults: FaultRecord[];
  /** Errors of the harness: with one, the run proves nothing. */
  troubles: string[];
  durationMs: number;
};

export type RunOptions = {
  /** Told what the run does now. */
  onStage?: (stage: string) => void;
  /** The longest time to wait until nothing is owed; by default as long as a redelivery may take. */
  settleMs?: number;
};

/** Runs a schedule against the stack, waits until nothing is owed, and checks every rule. */
export async function runSchedule(
  harness: Harness,
  schedule: Schedule,
  { onStage = () => {}, settleMs }: RunOptions = {},
): Promise<Outcome> {
  const began = Date.now();
  const seed = await openSeed(harness, schedule);
  try {
    await harness.docs.takeMaxInFlight();
    const before = [harness.docsAnswers.seen(), harness.aws.seen()];
    onStage('running');
    const jobs = schedule.actions
      .filter(isJob)
      .map((job) => at(job.atMs, seed, () => perform(seed, job)));
    const faults = await Promise.all(
      schedule.actions
        .filter(isFault)
        .map((fault) => at(fault.atMs, seed, () => applyFault(seed, fault))),
    );
    await harness.docs.control.mend();
    const mendedAt = Date.now();
    await Promise.all(jobs);
    onStage('settling');
    const records = faults.filter((record) => record !== undefined);
    // A fault that waits for a request of Docs waited until Docs was mended.
    for (const record of records)
      if (kindOf(record.action.fault).isArmed) record.to = Math.max(record.to, mendedAt);
    const { world, violations } = await settle(seed, records, settleMs);
    if (before[0] === harness.docsAnswers.seen() || before[1] === harness.aws.seen())
      seed.troubles.push('no request came through a proxy: the functions do not use it');
    const durationMs = Date.now() - began;
    return { schedule, world, violations, faults: records, troubles: seed.troubles, durationMs };
  } finally {
    for (const disarm of seed.disarms) disarm();
    await seed.watch.stop();
    await seed.events.stop();
  }
}

/** Runs an action at its time. An error is a trouble of the harness, not of the gateway. */
async function at<T>(atMs: number, seed: Seed, action: () => Promise<T>): Promise<T | undefined> {
  await sleep(Math.max(0, seed.startedAt + atMs - Date.now()));
  try {
    return await action();
  } catch (error) {
    seed.troubles.push(`${(error as Error).stack}`);
    return undefined;
  }
}

function perform(seed: Seed, job: JobAction): Promise<void> {
  switch (job.kind) {
    case 'build':
      return performBuild(seed, job);
    case 'command':
      return performCommand(seed, job);
    case 'callback':
      return performCallback(seed, job);
    case 'session':
      return performSession(seed, job);
  }
}
