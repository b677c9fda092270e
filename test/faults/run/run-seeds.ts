import type { CommandLine } from '../command-line.ts';
import type { progressOf } from '../report/progress.ts';
import { shrink } from '../report/shrink.ts';
import { BURST_SEED, burst as burstOf } from '../schedule/burst.ts';
import { generate, USUAL_SIZE } from '../schedule/generate.ts';
import { describeAction, type Schedule } from '../schedule/schedule.ts';
import type { Harness } from '../world/harness.ts';
import { type Outcome, runSchedule } from './run-schedule.ts';

type Progress = ReturnType<typeof progressOf>;

/** Runs the schedules of all seeds, one after another, and shortens each that fails. */
export async function runSeeds(harness: Harness, commandLine: CommandLine, progress: Progress) {
  const { seeds, jobs, faults, burst, shrinkMinutes, isReplay } = commandLine;
  const outcomes: Outcome[] = [];
  for (const [n, seed] of seeds.entries()) {
    const schedule = generate(seed, { ...USUAL_SIZE, jobs, faults });
    if (isReplay) progress.print(schedule.actions.map(describeAction).join('\n'));
    const outcome = await runSchedule(harness, schedule, {
      onStage: (stage) => progress.show(n, `seed ${seed}: ${stage}`),
    });
    outcomes.push(outcome);
    progress.print(lineOf(outcome));
    if (isRed(outcome)) await explain(harness, outcome, shrinkMinutes, progress);
  }
  if (burst > 0) outcomes.push(await runBurst(harness, burst, progress));
  progress.show(seeds.length, 'done');
  return { outcomes, ...summaryOf(outcomes) };
}

/** The time in which the slowest machine works off one message of a burst, in milliseconds. */
const MESSAGE_MS = 3_000;

async function runBurst(harness: Harness, messages: number, progress: Progress): Promise<Outcome> {
  // The schedules run real scripts; a burst shows what the gateway does with many messages.
  await harness.docs.restartQuick();
  const outcome = await runSchedule(harness, burstOf(messages), {
    onStage: (stage) => progress.show(0, `a burst of ${messages} messages: ${stage}`),
    settleMs: 240_000 + messages * MESSAGE_MS,
  });
  progress.print(lineOf(outcome));
  await explain(harness, outcome, 0, progress);
  return outcome;
}

const isRed = ({ violations, troubles }: Outcome) => violations.length + troubles.length > 0;

function lineOf({ schedule, world, violations, troubles, durationMs }: Outcome): string {
  const ends = Map.groupBy(world.rows, ({ status }) => status);
  const counts = [
    ...[...ends].map(([status, rows]) => `${rows.length} ${status}`),
    `${world.tombstones.length} erased`,
    `${world.commands.length} commands`,
    `${world.saves.length} saves`,
    `${world.callbacks.length} callbacks`,
  ].join(', ');
  const verdict = [
    violations.length > 0 && `${violations.length} violations`,
    troubles.length > 0 && `${troubles.length} errors of the harness`,
  ].filter(Boolean);
  const seconds = (durationMs / 1000).toFixed(0);
  const stalls = world.stalls.map(({ from, to }) => to - from);
  const stalledMs = stalls.reduce((sum, ms) => sum + ms, 0);
  const stalled =
    stalledMs > 0 ? `, the emulator silent for ${(stalledMs / 1000).toFixed(0)} s of them` : '';
  const name = schedule.seed === BURST_SEED ? 'burst' : `seed ${schedule.seed}`;
  return `${name}: ${verdict.join(', ') || 'ok'} (${counts}; ${seconds} s${stalled})`;
}

/** Prints what a schedule broke, and the shortest schedule that breaks one of the same rules. */
async function explain(
  harness: Harness,
  { schedule, violations, troubles }: Outcome,
  shrinkMinutes: number,
  { print, show }: Progress,
): Promise<void> {
  for (const { rule, detail } of violations) print(`  ${rule}: ${detail}`);
  for (const trouble of troubles) print(`  the harness failed: ${trouble}`);
  if (violations.length === 0 || shrinkMinutes === 0) return;
  const rules = new Set(violations.map(({ rule }) => rule));
  const fails = async (shorter: Schedule) =>
    (await runSchedule(harness, shorter)).violations.some(({ rule }) => rules.has(rule));
  const until = Date.now() + shrinkMinutes * 60_000;
  const onTry = (actions: number) =>
    show(0, `shortening seed ${schedule.seed}: ${actions} actions`);
  const shortest = await shrink(schedule, { fails, until, onTry });
  const { length } = shortest.actions;
  print(
    `  seed ${schedule.seed} still fails with ${length} of ${schedule.actions.length} actions:`,
  );
  for (const action of shortest.actions) print(`  ${describeAction(action)}`);
  print(`  run it again: npm run faults -- --replay ${schedule.seed}`);
}

function summaryOf(outcomes: Outcome[]) {
  const red = outcomes.filter(isRed);
  const builds = outcomes.reduce(
    (sum, { world }) => sum + world.rows.length + world.tombstones.length,
    0,
  );
  const failed = red.map(({ schedule }) => schedule.seed);
  const summary = `${outcomes.length} schedules, ${builds} builds; ${
    red.length === 0 ? 'no rule was broken' : `seeds that failed: ${failed.join(', ')}`
  }`;
  const report = {
    schedules: outcomes.length,
    builds,
    failed: red.map(({ schedule, violations, troubles }) => ({
      seed: schedule.seed,
      violations,
      troubles,
    })),
  };
  return { summary, report, isGreen: red.length === 0 };
}
