import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { readCommandLine } from '../../faults/command-line.ts';
import { figuresOf, figureTable } from '../../faults/report/figures.ts';
import { bar } from '../../faults/report/progress.ts';
import type { Outcome } from '../../faults/run/run-schedule.ts';
import { burst } from '../../faults/schedule/burst.ts';
import { isFault, isJob } from '../../faults/schedule/schedule.ts';
import { row, soundWorld } from '../../support/faults/sound-world.ts';

test('the command line names a range of seeds, or one to run again', () => {
  const { seeds, jobs } = readCommandLine(['--seeds', '3', '--first', '7', '--jobs', '5']);
  const replay = readCommandLine(['--replay', '17']);

  deepEqual([seeds, jobs], [[7, 8, 9], 5]);
  deepEqual([replay.seeds, replay.isReplay, replay.burst], [[17], true, 0]);
});

test('the command line refuses a number that is none, with the name of the option', () => {
  throws(() => readCommandLine(['--seeds', 'many']), /--seeds takes a whole number/);
  throws(() => readCommandLine(['--seed', '1']));
});

test('the figures of a fault count its hits and the ends of builds that were in work meanwhile', () => {
  const world = soundWorld();
  world.rows.push(
    row({ id: 'two', status: 'failed', files: [], error: { code: 'UNKNOWN_OUTCOME' } }),
    row({
      id: 'three',
      createdAt: '2026-11-22T09:00:00.000Z',
      endedAt: '2026-11-22T09:00:01.000Z',
    }),
  );
  const from = Date.parse('2026-11-22T08:00:01.000Z');
  const action = { kind: 'fault', name: 'f1', atMs: 0, fault: 'stop-execution', forMs: 0 } as const;
  const outcome = { world, faults: [{ action, from, to: from, hits: 2 }] } as unknown as Outcome;

  const figures = figuresOf([outcome]);

  deepEqual(figures, [
    {
      fault: 'stop-execution',
      scheduled: 1,
      hits: 2,
      ends: { succeeded: 1, UNKNOWN_OUTCOME: 1 },
    },
  ]);
  equal(
    figureTable(figures).split('\n')[1],
    'executions  stop-execution  1      2     succeeded 1, UNKNOWN_OUTCOME 1',
  );
});

test('the progress bar is as long at the beginning as at the end', () => {
  equal(bar(0, 4), `[${'-'.repeat(30)}]`);
  equal(bar(2, 4), `[${'#'.repeat(15)}${'-'.repeat(15)}]`);
  equal(bar(4, 4), `[${'#'.repeat(30)}]`);
});

test('all messages of a burst arrive while Docs is away, from three tenants', () => {
  const { actions } = burst(600);
  const [down] = actions.filter(isFault);
  const builds = actions.filter(isJob);

  deepEqual([builds.length, down?.fault, down?.atMs], [600, 'down', 0]);
  equal(
    builds.every(({ atMs }) => atMs < (down?.forMs ?? 0)),
    true,
  );
  deepEqual([...new Set(builds.map(({ tenant }) => tenant))], [0, 1, 2]);
});
