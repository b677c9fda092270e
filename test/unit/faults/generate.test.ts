import { deepEqual, equal, notDeepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { FAULT_NAMES, kindOf } from '../../faults/schedule/fault-kinds.ts';
import { generate, USUAL_SIZE } from '../../faults/schedule/generate.ts';
import { randomOf } from '../../faults/schedule/random.ts';
import { type Action, describeAction, isFault, isJob } from '../../faults/schedule/schedule.ts';

const seeds = Array.from({ length: 200 }, (_, n) => n + 1);
const schedules = seeds.map((seed) => generate(seed));
const actions: Action[] = schedules.flatMap((schedule) => schedule.actions);

test('the same seed gives the same schedule, and another seed another one', () => {
  deepEqual(generate(7), generate(7));
  notDeepEqual(generate(7).actions, generate(8).actions);
});

test('a schedule has as many jobs and faults as its size says, in the order of time', () => {
  const schedule = generate(3, { jobs: 50, faults: 5, spanMs: 1_000 });
  const times = schedule.actions.map(({ atMs }) => atMs);

  equal(schedule.actions.filter(isJob).length, 50);
  equal(schedule.actions.filter(isFault).length, 5);
  deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  ok(times.every((atMs) => atMs >= 0 && atMs <= 1_000));
});

test('two hundred schedules have every fault, door, priority, tenant, kind of work and follow-up', () => {
  const builds = actions.filter((action) => action.kind === 'build');
  const seen = <T>(values: T[]) => [...new Set(values)].sort();

  deepEqual(seen(actions.filter(isFault).map(({ fault }) => fault)), FAULT_NAMES.toSorted());
  deepEqual(seen(builds.map(({ door }) => door)), ['event', 'http', 's3', 'sqs']);
  deepEqual(seen(builds.map(({ tenant }) => tenant)), [0, 1, 2]);
  equal(seen(builds.map(({ work }) => work)).length, 13);
  for (const door of ['event', 'http', 's3', 'sqs'])
    deepEqual(
      seen(builds.filter((build) => build.door === door).map(({ priority }) => priority)),
      ['low', 'normal'],
      door,
    );
  equal(seen(builds.map(({ followUp }) => followUp)).length, 4);
  deepEqual(seen(actions.map(({ kind }) => kind)), [
    'build',
    'callback',
    'command',
    'fault',
    'session',
  ]);
});

test('where parts of uploads are refused, two builds save a file that is sent in parts', () => {
  const refusing = schedules.filter(({ actions: all }) =>
    all.some((action) => isFault(action) && action.fault === 'refused-part'),
  );

  ok(refusing.length > 20, `${refusing.length} schedules`);
  for (const { seed, actions: all } of refusing) {
    const large = all.filter((action) => action.kind === 'build' && action.work === 'large-file');
    ok(large.length >= 2, `seed ${seed}`);
  }
});

test('a fault lasts as long, and is on what, its kind allows', () => {
  for (const { fault, forMs, on, value, text } of actions.filter(isFault)) {
    const kind = kindOf(fault);
    ok(forMs >= kind.forMs[0] && forMs <= kind.forMs[1], fault);
    equal(on === undefined, kind.on === undefined, fault);
    ok(on === undefined || kind.on?.includes(on), fault);
    ok(value === undefined || kind.values?.includes(value), fault);
    ok(text === undefined || kind.texts?.includes(text), fault);
  }
});

test('the names of the actions of a schedule are unique', () => {
  const { actions } = generate(11, { ...USUAL_SIZE, jobs: 100, faults: 100 });

  equal(new Set(actions.map(({ name }) => name)).size, 200);
});

test('a random choice has every item, in proportion to its weight', () => {
  const random = randomOf(5);
  const chosen = Array.from({ length: 4_000 }, () =>
    random.weighted([
      [3, 'often'],
      [1, 'seldom'],
    ]),
  );
  const often = chosen.filter((item) => item === 'often').length;

  ok(often > 2_850 && often < 3_150, `${often} of 4000`);
});

test('an action is described in one line with its time, name and details', () => {
  const fault: Action = { kind: 'fault', name: 'f1', atMs: 1_500, fault: 'down', forMs: 700 };

  equal(describeAction(fault), '  1.5 s  f1   fault    fault=down forMs=700');
});
