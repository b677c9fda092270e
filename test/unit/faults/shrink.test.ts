import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { shrink } from '../../faults/report/shrink.ts';
import { generate } from '../../faults/schedule/generate.ts';
import type { Schedule } from '../../faults/schedule/schedule.ts';

const schedule = generate(4);
const names = ({ actions }: Schedule) => actions.map(({ name }) => name);
const far = Number.POSITIVE_INFINITY;

test('a failing schedule is shortened to the two actions that make it fail', async () => {
  const cause = [names(schedule)[3], names(schedule)[21]] as string[];
  const fails = async (shorter: Schedule) => cause.every((name) => names(shorter).includes(name));

  const shortest = await shrink(schedule, { fails, until: far });

  deepEqual(names(shortest), cause);
  equal(shortest.seed, 4);
});

test('a schedule that fails only as a whole is not shortened', async () => {
  const fails = async ({ actions }: Schedule) => actions.length === schedule.actions.length;

  deepEqual(await shrink(schedule, { fails, until: far }), schedule);
});

test('no schedule is run after the time is over, and the shortest so far is the result', async () => {
  const tries: number[] = [];
  const fails = async ({ actions }: Schedule) => tries.push(actions.length) > 0;

  const result = await shrink(schedule, { fails, until: Date.now() - 1 });

  deepEqual([tries, result], [[], schedule]);
});

test('each try is reported with the number of its actions', async () => {
  const tries: number[] = [];

  await shrink(schedule, {
    fails: async () => false,
    until: far,
    onTry: (actions) => tries.push(actions),
  });

  ok(tries.includes(schedule.actions.length / 2));
  equal(tries.at(-1), schedule.actions.length - 1);
});
