import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { violationsOf } from '../../faults/model/violations.ts';
import type { BuildErrorCode, FaultRecord, World } from '../../faults/model/world.ts';
import type { FaultAction } from '../../faults/schedule/schedule.ts';
import { buildAction, endEvent, file, row, soundWorld } from '../../support/faults/sound-world.ts';

/** The build of the sound world is in work from `CREATED` for five seconds. */
const CREATED = Date.parse('2026-11-22T08:00:00.000Z');

/** A fault that did something in the first second of the build. */
const faultOf = (
  fault: FaultAction['fault'],
  changed: Partial<FaultAction> = {},
  record: Partial<FaultRecord> = {},
): FaultRecord => ({
  action: { kind: 'fault', name: 'f1', atMs: 0, forMs: 0, fault, ...changed },
  from: CREATED,
  to: CREATED + 1_000,
  hits: 1,
  ...record,
});

/** A sound world in which the build failed with this code, among these faults. */
function failedWorld(code: BuildErrorCode, faults: FaultRecord[]): World {
  const world = soundWorld();
  world.faults = faults;
  world.requests = world.requests.map((request) => ({ ...request, end: undefined }));
  world.rows = [row({ status: 'failed', files: [], error: { code } })];
  world.versions.shift();
  const data = { id: 'one', files: [], error: { code } };
  world.events[0] = endEvent({ type: 'Build Failed', data });
  return world;
}

const rulesOf = (world: World) => violationsOf(world).map(({ rule }) => rule);

const early = { from: CREATED - 2_000, to: CREATED - 1_000 };
const late = { from: CREATED + 6_000, to: CREATED + 7_000 };

const EXCUSED: [code: BuildErrorCode, fault: FaultRecord][] = [
  ['INTERNAL', faultOf('kill-workers', { value: 1 })],
  ['STORAGE_FAILED', faultOf('throttle', { on: 's3' })],
  ['STORAGE_FAILED', faultOf('server-error', { on: 'dynamodb' })],
  ['DOCS_PROTOCOL', faultOf('page', { on: 'builder' })],
  ['SCRIPT_FAILED', faultOf('docs-error', { value: -3 }, { to: CREATED + 90_000 })],
  ['UNKNOWN_OUTCOME', faultOf('stop-execution', {}, { runs: ['one-run'] })],
];

for (const [code, fault] of EXCUSED)
  test(`${fault.action.fault} excuses ${code} of a build that it reached`, () => {
    deepEqual(rulesOf(failedWorld(code, [fault])), []);
  });

const NOT_EXCUSED: [why: string, code: BuildErrorCode, fault: FaultRecord][] = [
  ['cannot cause it', 'DOCS_AUTH', faultOf('kill-workers')],
  ['applied to another service', 'STORAGE_FAILED', faultOf('throttle', { on: 'events' })],
  ['applied to other requests', 'DOCS_PROTOCOL', faultOf('page', { on: 'results' })],
  ['was another error', 'SCRIPT_FAILED', faultOf('docs-error', { value: -1 })],
  ['ended before the build was accepted', 'INTERNAL', faultOf('kill-workers', {}, early)],
  ['came after the end of the build', 'INTERNAL', faultOf('kill-workers', {}, late)],
  ['did nothing', 'INTERNAL', faultOf('kill-workers', {}, { hits: 0 })],
  ['was aimed at another build', 'UNKNOWN_OUTCOME', faultOf('stop-execution', {}, { runs: ['x'] })],
];

for (const [why, code, fault] of NOT_EXCUSED)
  test(`${fault.action.fault} does not excuse ${code} when it ${why}`, () => {
    deepEqual(rulesOf(failedWorld(code, [fault])), ['truthful end']);
  });

/** A sound world in which a sweep moved a forgotten file. */
function movedWorld(): World {
  const world = soundWorld();
  const document = file({ key: 'documents/a/a.f1/now/document.docx', versionId: 'v3' });
  world.moved.push({ action: buildAction({ name: 'f1' }), key: 'a.f1', isInDocs: false });
  const data = { key: 'a.f1', forgotten: true, files: { document } };
  world.events.push(
    endEvent({ type: 'Document Saved', eventId: 'event-4', correlationId: 'a.f1', data }),
  );
  world.versions.push({ ...document, isLatest: true });
  return world;
}

test('a forgotten file that was moved is stored, announced once, and gone from Docs', () => {
  deepEqual(rulesOf(movedWorld()), []);

  const withoutFile = movedWorld();
  withoutFile.versions.pop();
  deepEqual(rulesOf(withoutFile), ['files are there']);

  const withoutEvent = movedWorld();
  withoutEvent.events.pop();
  deepEqual(rulesOf(withoutEvent), ['one event']);

  const left = movedWorld();
  const [moved] = left.moved;
  equal(moved?.isInDocs, false);
  Object.assign(moved, { isInDocs: true });
  deepEqual(rulesOf(left), ['nothing is held']);
});

/** A sound world in which Docs reported so many files of one second; each has an event. */
function savedWorld(numbers: { events: number; reported: number; acknowledged: number }): World {
  const world = soundWorld();
  const { events, reported, acknowledged } = numbers;
  world.saves = world.saves.map((save) => ({ ...save, reported, acknowledged }));
  const isSave = ({ type }: World['events'][number]) => type === 'Document Saved';
  const [saved] = world.events.filter(isSave);
  world.events = world.events.filter((event) => !isSave(event));
  for (let n = 0; saved && n < events; n++) world.events.push({ ...saved, eventId: `save-${n}` });
  return world;
}

test('saves of one second have an event each, and one that was not acknowledged may have none', () => {
  const rules = (events: number, reported: number, acknowledged: number) =>
    rulesOf(savedWorld({ events, reported, acknowledged }));

  deepEqual([rules(2, 2, 2), rules(2, 2, 1), rules(1, 2, 1)], [[], [], []]);
  deepEqual([rules(2, 1, 1), rules(1, 2, 2), rules(0, 1, 1)], Array(3).fill(['one event']));
});
