import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { BuildAnswer } from '../../../shared/docs/builder.ts';
import { GatewayError } from '../../../shared/errors.ts';
import { nextWhyMove, whyEnds } from '../../../shared/workflow/diagnosis/next-why-move.ts';
import { buildOf } from '../../support/builds.ts';

const NOW = Date.parse('2026-11-22T08:00:00.000Z');
const RUNNING: BuildAnswer = { state: 'running' };
const gone = new GatewayError('DOCS_UNAVAILABLE', 'Docs did not answer.');

/** A build that has been examined for some seconds and may run for some minutes more. */
const examined = (seconds: number, minutes = 10) =>
  buildOf({
    deadline: new Date(NOW + minutes * 60_000).toISOString(),
    diagnosis: {
      token: 'd',
      since: new Date(NOW - seconds * 1000).toISOString(),
      error: {} as never,
    },
  });

const MOVES: [
  what: string,
  move: object,
  seconds: number,
  answer: BuildAnswer | GatewayError,
  callSeconds: number,
][] = [
  ['asks again soon at first', { move: 'ask', afterMs: 100 }, 0, RUNNING, 0],
  ['asks again less often later', { move: 'ask', afterMs: 1250 }, 10, RUNNING, 10],
  ['asks again when Docs does not answer', { move: 'ask', afterMs: 100 }, 0, gone, 0],
  ['waits after 20 s of one call', { move: 'wait', seconds: 5 }, 20, RUNNING, 20],
  ['waits no longer than it may ask', { move: 'wait', seconds: 2 }, 58, RUNNING, 20],
  ['stops after a minute', { move: 'stop' }, 60, RUNNING, 2],
  ['stops after a minute without an answer', { move: 'stop' }, 60, gone, 2],
  [
    'reads what a script has saved',
    { move: 'read', report: { name: 'd.json', url: 'http://docs/d.json' } },
    61,
    { state: 'done', results: [], report: { name: 'd.json', url: 'http://docs/d.json' } },
    2,
  ],
  [
    'is lost when Docs has ended the run',
    { move: 'lost' },
    1,
    new GatewayError('SCRIPT_FAILED', 'x', { docsError: -3 }),
    1,
  ],
];

for (const [what, move, seconds, answer, callSeconds] of MOVES) {
  test(`the search for the place of an error ${what}`, () => {
    deepEqual(nextWhyMove(examined(seconds), answer, NOW - callSeconds * 1000, NOW), move);
  });
}

test('the search for the place of an error ends 30 s before the deadline of the build', () => {
  deepEqual(whyEnds(examined(0, 1), NOW), NOW + 30_000);
  deepEqual(nextWhyMove(examined(0, 0.5), RUNNING, NOW, NOW), { move: 'stop' });
});
