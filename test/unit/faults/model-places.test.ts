import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { violationsOf } from '../../faults/model/violations.ts';
import type { BuildRow, World } from '../../faults/model/world.ts';
import type { Work } from '../../faults/schedule/schedule.ts';
import { buildAction, endEvent, row, soundWorld } from '../../support/faults/sound-world.ts';

/** The build of the sound world starts at 8:00:00 and ends five seconds later. */
const SINCE = '2026-11-22T08:00:02.000Z';
const SAID = 'the script failed. The place is not known: Docs took too long.';

/** A world in which the script of a build failed. */
function failedWorld(
  work: Work,
  error: Partial<NonNullable<BuildRow['error']>>,
  changed: Partial<BuildRow> = {},
): World {
  const world = soundWorld();
  const failed = {
    code: 'SCRIPT_FAILED',
    detail: 'the script failed',
    at: null,
    ...error,
  } as const;
  world.requests = world.requests.map((request) => ({
    ...request,
    action: buildAction({ work }),
    end: undefined,
  }));
  world.rows = [row({ status: 'failed', files: [], error: failed, ...changed })];
  world.versions.shift();
  const data = { id: 'one', files: [], error: { code: failed.code } };
  world.events[0] = endEvent({ type: 'Build Failed', data });
  return world;
}

const rulesOf = (world: World) => violationsOf(world).map(({ rule }) => rule);

const RIGHT: [what: string, world: World][] = [
  ['names the line that threw', failedWorld('throws', { at: { line: 4 } })],
  ['names the line that does not parse', failedWorld('does-not-parse', { at: { line: 4 } })],
  [
    'names no line and says why',
    failedWorld('throws-slowly', { detail: SAID }, { diagnosis: { since: SINCE } }),
  ],
  [
    'names no line after a run of more than 30 s',
    failedWorld('throws', {}, { endedAt: '2026-11-22T08:00:31.000Z' }),
  ],
  ['names no line after an error of Docs', failedWorld('throws', { code: 'DOCS_INTERNAL' })],
];
for (const [what, world] of RIGHT)
  test(`a script that failed breaks no rule when its build ${what}`, () => {
    const reached = { from: 0, to: Date.now(), hits: 1 };
    const action = { kind: 'fault', name: 'f', atMs: 0, forMs: 0, fault: 'docs-error' } as const;
    world.faults = [{ action: { ...action, value: -1 }, ...reached }];

    deepEqual(rulesOf(world), []);
  });

const WRONG: [what: string, world: World][] = [
  ['another line', failedWorld('throws-slowly', { at: { line: 4 } })],
  ['no line without saying why', failedWorld('throws', {})],
  [
    'no line, after a search of more than two minutes',
    failedWorld(
      'throws',
      { detail: SAID },
      { diagnosis: { since: SINCE }, endedAt: '2026-11-22T08:02:03.000Z' },
    ),
  ],
];
for (const [what, world] of WRONG)
  test(`the model notices a script that failed whose build names ${what}`, () => {
    deepEqual(rulesOf(world), ['the right place']);
  });

test('the model notices a line that is blamed for the failure of a right script', () => {
  const world = failedWorld('one-file', { at: { line: 4 } });

  deepEqual(rulesOf(world), ['truthful end', 'the right place']);
});

test('a time in which the emulator did not answer explains a failure of AWS, and no other', () => {
  const stalls = [{ from: Date.parse(SINCE), to: Date.parse(SINCE) + 4_000 }];
  const stored = { ...failedWorld('one-file', { code: 'STORAGE_FAILED' }), stalls };
  const refused = { ...failedWorld('one-file', { code: 'DOCS_AUTH' }), stalls };

  deepEqual([rulesOf(stored), rulesOf(refused)], [[], ['truthful end']]);
});
