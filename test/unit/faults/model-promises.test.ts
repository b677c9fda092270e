import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { violationsOf } from '../../faults/model/violations.ts';
import type { BuildRow, RequestRecord, World } from '../../faults/model/world.ts';
import { endEvent, file, row, soundWorld } from '../../support/faults/sound-world.ts';

const request = (world: World) => world.requests[0] as RequestRecord;

/** A world in which the build `one` was erased, as a caller was told. */
function erasedWorld(): World {
  const world = soundWorld();
  request(world).erased = 'one';
  world.rows = [];
  world.tombstones = ['one'];
  world.versions.shift();
  return world;
}

test('a build that was erased with everything it had breaks no rule', () => {
  deepEqual(violationsOf(erasedWorld()), []);
});

test('the model notices the row, a file and a staged script of an erased build', () => {
  const world = erasedWorld();
  world.rows = [row({ files: [] })];
  world.versions.push({ ...file(), isLatest: false });
  world.staged.push('scripts/one-run/stage/script.docbuilder', 'scripts/other-run/x');

  const details = violationsOf(world)
    .filter(({ rule }) => rule === 'what was said is kept')
    .map(({ detail }) => detail);

  deepEqual(details, [
    'b1 was erased and has a row',
    'b1 was erased and has results/a/one/letter.docx',
    'b1 was erased and has scripts/one-run/stage/script.docbuilder',
  ]);
});

test('a request without an answer may be a build or nothing, and not two builds', () => {
  const unanswered = { ids: [], isUnanswered: true, end: undefined };
  const none = soundWorld();
  Object.assign(request(none), unanswered);
  const nothing = soundWorld();
  nothing.requests.push({ ...request(nothing), ...unanswered, correlationId: 'request-2' });

  deepEqual(violationsOf(none), []);
  deepEqual(violationsOf(nothing), []);
});

/** A build of the tenant a that waited for ten seconds, while the tenant b started six builds. */
function waitedWorld(theirs: Partial<BuildRow>): World {
  const world = soundWorld();
  const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 8, 0, seconds)).toISOString();
  const others = Array.from({ length: 6 }, (_, n) =>
    row({
      tenant: 'b',
      id: `b${n}`,
      createdAt: at(0),
      startedAt: at(n + 1),
      files: [],
      ...theirs,
    }),
  );
  world.rows = [row({ createdAt: at(0), startedAt: at(10) }), ...others];
  return world;
}

const waitsIn = (world: World) =>
  violationsOf(world)
    .filter(({ rule }) => rule === 'tenants take turns')
    .map(({ detail }) => detail);

test('the model notices that a tenant waited while another one started more builds than turns allow', () => {
  deepEqual(waitsIn(waitedWorld({})), [
    'one of a waited while 6 builds of b and 1 of its own started',
  ]);
});

test('builds of another priority do not count as turns', () => {
  deepEqual(waitsIn(waitedWorld({ priority: 'low' })), []);
});

test('builds that started and were erased count as turns, by their events', () => {
  const world = waitedWorld({});
  const ours = ['x', 'y', 'z'].map((id, n) => ({
    id,
    createdAt: '2026-11-22T08:00:00.000Z',
    startedAt: `2026-11-22T08:00:0${n + 1}.000Z`,
    priority: 'normal',
  }));
  world.tombstones = ours.map(({ id }) => id);
  world.events.push(...ours.map((data) => endEvent({ eventId: `event-${data.id}`, data })));

  deepEqual(waitsIn(world), []);
});
