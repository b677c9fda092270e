import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { BuildAnswer } from '../../../../shared/docs/builder.ts';
import type { StagedCheck } from '../../../../shared/workflow/checking/check-staged-script.ts';
import {
  at,
  build,
  conversation,
  done,
  moveAfter,
} from '../../../support/workflow/conversation.ts';

const empty: BuildAnswer = { state: 'done', results: [] };
const saving: StagedCheck = { warnings: [], error: null, saves: [], inputs: [], mustSave: true };

test('Docs is asked once more, under a second key, for a script that saves a file and gave none', () => {
  deepEqual(moveAfter(conversation({ check: saving }), empty), {
    move: 'ask',
    question: 'build',
    afterMs: 0,
    record: { docsKey: 'run-2', askedSince: at(0) },
  });
});

test('a build without a file ends if Docs was asked twice, or if its script may save none', () => {
  const ended = { move: 'finish', links: [] };

  const second = conversation({ check: saving, build: build({ docsKey: 'run-2' }) });
  deepEqual(moveAfter(second, empty), ended);
  deepEqual(moveAfter(conversation({ check: { ...saving, mustSave: false } }), empty), ended);
  deepEqual(moveAfter(conversation({ check: null }), empty), ended);
});

test('a script that saves a file and gave one is not asked for again', () => {
  deepEqual(moveAfter(conversation({ check: saving }), done).move, 'finish');
});
