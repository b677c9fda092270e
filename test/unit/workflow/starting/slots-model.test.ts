import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { calmDown, playScene, type SceneStep } from '../../../support/workflow/scene.ts';
import { openWorld } from '../../../support/workflow/world.ts';

/** The same scenes in each run; another seed finds other ones. */
const SEED = 20260101;
const SCENES = 200;

/** How often each thing happens in comparison with the others. */
const WEIGHTS: Record<SceneStep['action'], number> = {
  admit: 2,
  start: 4,
  work: 8,
  'Docs ends one': 2,
  cancel: 4,
  'stop execution': 2,
  'event of stop': 1,
  sweep: 4,
  'long pause': 1,
};

const actions = Object.entries(WEIGHTS) as [SceneStep['action'], number][];
const step = fc.record<SceneStep>({
  action: fc.oneof(
    ...actions.map(([action, weight]) => ({ weight, arbitrary: fc.constant(action) })),
  ),
  pick: fc.nat(11),
  at: fc.nat(4),
  interruption: fc.constantFrom(
    'none',
    'none',
    'crash before',
    'crash after',
    'next steps meanwhile',
  ),
});

test('whatever crashes and in whatever order, each build has one end, and Docs never more builds than slots', async (t) => {
  const scene = fc.record({
    limit: fc.integer({ min: 1, max: 5 }),
    steps: fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }),
  });
  const { random } = Math;
  t.mock.method(Math, 'random', () => random() / 1000); // no long pauses after conflicts

  await fc.assert(
    fc.asyncProperty(scene, async ({ limit, steps }) => {
      const world = openWorld(t, limit);
      await playScene(world, steps);
      equal(await calmDown(world), true, 'a build or a slot is stuck');
    }),
    { seed: SEED, numRuns: SCENES },
  );
});
