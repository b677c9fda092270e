import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { Priority } from '../../../../shared/build/build.ts';
import type { Holder } from '../../../../shared/storage/rows/slots.ts';
import { FIRST_TURN, type Turn } from '../../../../shared/storage/rows/turns.ts';
import type { WaitingBuild } from '../../../../shared/storage/rows/waiting-room.ts';
import {
  assignSlots,
  freeSlotsByPriority,
  lowSlotsOf,
} from '../../../../shared/workflow/starting/assign-slots.ts';

const waiting = (priority: Priority, count: number): WaitingBuild[] =>
  Array.from({ length: count }, (_, n) => ({
    tenant: `${priority}-${n}`,
    id: `${n}`,
    run: `${priority}-${n}`,
    createdAt: '2026-01-01T12:00:00.000Z',
    priority,
  }));
const all = (numbers: number[]) => ({ normal: numbers, low: numbers });
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const after = (normals: number): Turn => ({ ...FIRST_TURN, normals });

/** The priorities of the builds that start, in order, when so many of each wait. */
const order = (turn: Turn, normal: number, low: number, slots: number) =>
  assignSlots(
    turn,
    all(upTo(slots)),
    { normal: waiting('normal', normal), low: waiting('low', low) },
    99,
  ).map(({ build }) => build.priority);

test('while builds of both priorities wait, every fifth start is one of low priority', () => {
  const [n, l] = ['normal', 'low'];

  deepEqual(order(after(0), 20, 20, 11), [n, n, n, n, l, n, n, n, n, l, n]);
  deepEqual(order(after(3), 20, 20, 3), [n, l, n]);
  deepEqual(order(after(4), 20, 20, 3), [l, n, n]);
  deepEqual(order(after(900), 20, 20, 3), [l, n, n]);
});

test('if one priority has no build, it is the turn of the other', () => {
  deepEqual(order(after(0), 0, 3, 9), ['low', 'low', 'low']);
  deepEqual(order(after(9), 2, 0, 9), ['normal', 'normal']);
  deepEqual(order(after(0), 1, 2, 9), ['normal', 'low', 'low']);
  deepEqual(order(after(0), 0, 0, 9), []);
});

test('a build without a priority is normal', () => {
  const [{ priority, ...build }] = waiting('normal', 1) as [WaitingBuild];

  const takes = assignSlots(FIRST_TURN, all([0]), { normal: [build], low: [] }, 9);

  deepEqual(takes, [
    { build, slot: 0, turn: { number: 1, normal: 'normal-0', low: '', normals: 1 } },
  ]);
});

test('each slot is assigned once and keeps the turn after its start', () => {
  const free = { normal: [3, 0, 1], low: [0, 1] };
  const next = { normal: waiting('normal', 2), low: waiting('low', 2) };
  const turn = { number: 7, normal: 'a', low: 'b', normals: 4 };

  const takes = assignSlots(turn, free, next, 99);

  deepEqual(
    takes.map(({ build, ...take }) => [build.run, take]),
    [
      ['low-0', { slot: 0, turn: { number: 8, normal: 'a', low: 'low-0', normals: 0 } }],
      ['normal-0', { slot: 3, turn: { number: 9, normal: 'normal-0', low: 'low-0', normals: 1 } }],
      ['normal-1', { slot: 1, turn: { number: 10, normal: 'normal-1', low: 'low-0', normals: 2 } }],
    ],
  );
  deepEqual(assignSlots(turn, free, next, 1).length, 1);
});

test('a low build that has its turn and may take no free slot leaves it to a normal one', () => {
  const next = { normal: waiting('normal', 2), low: waiting('low', 2) };

  const takes = assignSlots(after(4), { normal: [3], low: [] }, next, 99);

  deepEqual(
    takes.map(({ build, slot, turn }) => [build.run, slot, turn.normals]),
    [['normal-0', 3, 5]],
  );
});

test('low builds may hold all slots but the last quarter, which fewer than four slots do not have', () => {
  deepEqual([1, 2, 3, 4, 5, 7, 8, 16, 500].map(lowSlotsOf), [1, 2, 3, 3, 4, 6, 6, 12, 375]);
});

const holders = (...held: [slot: number, priority: Priority][]) => ({
  turn: FIRST_TURN,
  tookMs: {},
  holders: Object.fromEntries(
    held.map(([slot, priority]): [string, Holder] => [
      `${slot}`,
      { tenant: 't', id: 'i', since: 0, slot, priority },
    ]),
  ),
});

test('the slots of the last quarter are for normal builds, which take them first', () => {
  const free = (...held: [number, Priority][]) => freeSlotsByPriority(holders(...held), 8);

  deepEqual(free(), { normal: [6, 7, 0, 1, 2, 3, 4, 5], low: [0, 1, 2, 3, 4, 5] });
  deepEqual(free([6, 'normal'], [0, 'low']), { normal: [7, 1, 2, 3, 4, 5], low: [1, 2, 3, 4, 5] });
  deepEqual(free([7, 'normal'], [6, 'normal'], [0, 'normal']), {
    normal: [1, 2, 3, 4, 5],
    low: [1, 2, 3, 4, 5],
  });
});

test('low builds that hold slots above a lowered limit count', () => {
  const slots = holders([4, 'low'], [5, 'low']);

  deepEqual(freeSlotsByPriority(slots, 4), { normal: [0, 1], low: [0] });
});
