import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { violationsOf } from '../../faults/model/violations.ts';
import type { RequestRecord, World } from '../../faults/model/world.ts';
import { buildAction, endEvent, file, row, soundWorld } from '../../support/faults/sound-world.ts';

const request = (world: World) => world.requests[0] as RequestRecord;

test('a world in which everything is as promised breaks no rule', () => {
  deepEqual(violationsOf(soundWorld()), []);
});

/** Worlds that break one rule: the rule, what happened, and how. */
const BROKEN: [rule: string, what: string, damage: (world: World) => void][] = [
  [
    'one outcome',
    'a request that was lost',
    (world) => {
      world.requests.push({
        ...request(world),
        correlationId: 'request-2',
        ids: [],
        end: undefined,
      });
    },
  ],
  [
    'one outcome',
    'a request that became two builds',
    (world) => {
      world.rows.push(row({ id: 'two', files: [] }));
      world.events.push(
        endEvent({ eventId: 'event-3', data: { id: 'two', files: [], error: null } }),
      );
    },
  ],
  [
    'one outcome',
    'a request that became a build and was refused',
    (world) => request(world).refusals.push('REQUEST_INVALID'),
  ],
  [
    'one outcome',
    'a message that breaks a rule and became a build',
    (world) => {
      request(world).action = buildAction({ work: 'breaks-a-rule', door: 'sqs' });
      request(world).end = undefined;
      world.rows = [row({ status: 'failed', files: [], error: { code: 'SCRIPT_INVALID' } })];
      world.versions.shift();
      const data = { id: 'one', files: [], error: { code: 'SCRIPT_INVALID' } };
      world.events[0] = endEvent({ type: 'Build Failed', data });
    },
  ],
  [
    'one outcome',
    'a queued command without an event',
    (world) => {
      world.commands.push({
        action: {
          kind: 'command',
          name: 'c1',
          atMs: 0,
          tenant: 0,
          door: 'sqs',
          command: 'info',
          copies: 1,
        },
        tenant: 'a',
        correlationId: 'message-1',
      });
    },
  ],
  [
    'every build ends',
    'a build that still runs',
    (world) => {
      world.rows = [row({ status: 'running', endedAt: undefined })];
      request(world).end = undefined;
    },
  ],
  ['one event', 'a build without an end event', (world) => world.events.shift()],
  [
    'one event',
    'a build with two end event ids',
    (world) => world.events.push(endEvent({ eventId: 'event-3' })),
  ],
  [
    'the event agrees with the row',
    'an event of another status than the row',
    (world) => {
      world.events[0] = endEvent({ type: 'Build Cancelled' });
    },
  ],
  [
    'the event agrees with the row',
    'an event with other files than the row',
    (world) => {
      world.events[0] = endEvent({ data: { id: 'one', files: [], error: null } });
    },
  ],
  [
    'what was said is kept',
    'a cancel that was confirmed and not kept',
    (world) => {
      request(world).cancelled = 'one';
    },
  ],
  [
    'what was said is kept',
    'an end that changed after a caller read it',
    (world) => {
      request(world).end = { id: 'one', status: 'failed', endedAt: 'before' };
    },
  ],
  [
    'truthful end',
    'a sound build that failed though no fault explains it',
    (world) => {
      world.rows = [row({ status: 'failed', files: [], error: { code: 'INTERNAL' } })];
      world.versions.shift();
      world.events[0] = endEvent({
        type: 'Build Failed',
        data: { id: 'one', files: [], error: { code: 'INTERNAL' } },
      });
      request(world).end = undefined;
    },
  ],
  [
    'truthful end',
    'a script that throws and succeeded',
    (world) => {
      request(world).action = buildAction({ work: 'throws' });
    },
  ],
  [
    'truthful end',
    'a build that succeeded with half of its files',
    (world) => {
      request(world).action = buildAction({ work: 'two-files' });
    },
  ],
  [
    'files are there',
    'a file that is listed and not there',
    (world) => {
      world.versions = world.versions.filter(({ key }) => !key.startsWith('results/'));
    },
  ],
  [
    'files are there',
    'a file with other bytes than listed',
    (world) => {
      world.versions[0] = { ...file({ sha256: 'b'.repeat(64) }), isLatest: true };
    },
  ],
  ['files are there', 'a save without its document', (world) => world.versions.pop()],
  [
    'no unlisted file',
    'a newest file that no build lists',
    (world) => {
      world.versions.push({ ...file({ key: 'results/a/two/x', versionId: 'v9' }), isLatest: true });
    },
  ],
  ['nothing is held', 'a slot that is still taken', (world) => world.held.slots.push('one-run')],
  ['nothing is held', 'a place that is still there', (world) => world.held.places.push('a#one')],
  ['nothing is held', 'a build that is still fetched', (world) => world.held.fetching.push('one')],
  ['nothing is held', 'an upload in parts', (world) => world.uploads.push('results/a/one/b')],
  [
    'never above the limit',
    'a Docs with one build too many',
    (world) => {
      world.docs.maxInFlightSeen = 5;
    },
  ],
  [
    'never above the limit',
    'a build of low priority in a slot for normal ones',
    (world) => {
      world.rows = [row({ priority: 'low', slot: 3 })];
    },
  ],
  [
    'nothing secret is shown',
    'a secret in a log',
    (world) => world.leaks.push('the inbox secret is in the log of ask-docs'),
  ],
  [
    'callbacks are checked',
    'a good callback that was refused',
    (world) => world.callbacks.push({ key: 'a.k2', isGood: true, statuses: [403] }),
  ],
  [
    'callbacks are checked',
    'a forged callback that was accepted',
    (world) => world.callbacks.push({ key: 'a.k2', isGood: false, statuses: [403, 200] }),
  ],
];

for (const [rule, what, damage] of BROKEN) {
  test(`the model notices ${what}`, () => {
    const world = soundWorld();

    damage(world);

    deepEqual([...new Set(violationsOf(world).map((violation) => violation.rule))], [rule]);
  });
}
