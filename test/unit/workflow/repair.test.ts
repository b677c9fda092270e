import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, type ErrorDetails, GatewayError } from '../../../shared/errors.ts';
import type { StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { DOCS_SILENCE_MS } from '../../../shared/workflow/next-move.ts';
import {
  copyRepair,
  executionRepair,
  isSlotFree,
  slotRepair,
} from '../../../shared/workflow/repair.ts';
import { buildOf } from '../../support/builds.ts';

const NOW = Date.parse('2026-01-01T12:00:00.000Z');
const at = (ms: number) => new Date(NOW + ms).toISOString();
const cancelled = (changed: Partial<StoredBuild> = {}) =>
  buildOf({ status: 'cancelled', ...changed });
const silence = -DOCS_SILENCE_MS;

/** Title, the build that holds the slot, the age of the slot in milliseconds, the repair. */
const SLOTS: [string, StoredBuild | undefined, number, ReturnType<typeof slotRepair>][] = [
  ['Docs has answered', buildOf({ answer: { files: [] } }), 0, 'free the slot'],
  ['the build is running', buildOf(), 0, 'check the execution'],
  ['the build has run for long', buildOf(), silence, 'check the execution'],
  ['the build was cancelled', cancelled(), 0, 'ask Docs'],
  ['the build was cancelled almost 21 minutes ago', cancelled(), silence + 1, 'ask Docs'],
  ['the build was cancelled 21 minutes ago', cancelled(), silence, 'free the slot'],
  [
    'the build has had its second key for a minute',
    cancelled({ askedSince: at(-60_000) }),
    silence,
    'ask Docs',
  ],
  [
    'the build has had its second key for 21 minutes',
    cancelled({ askedSince: at(silence) }),
    0,
    'free the slot',
  ],
  ['Docs was never asked', cancelled({ slot: 3 }), 0, 'free the slot'],
  ['Docs was asked', cancelled({ slot: 3, askedSince: at(0) }), 0, 'ask Docs'],
  [
    'Docs was never asked, but the build is running',
    buildOf({ slot: 3 }),
    0,
    'check the execution',
  ],
  ['the row no longer exists', undefined, 0, 'ask Docs'],
  ['the row no longer exists, the slot is 21 minutes old', undefined, silence, 'free the slot'],
];

for (const [title, build, age, expected] of SLOTS)
  test(`slot repair: ${title} → ${expected}`, () => {
    const holder = { tenant: 'default', id: 'ID', since: NOW + age };

    equal(slotRepair(build, holder, NOW), expected);
  });

const failedAt = (ms: number, changed: Partial<StoredBuild> = {}) =>
  buildOf({ status: 'failed', endedAt: at(ms), ...changed });
const erasedAt = (ms: number) => ({ ...failedAt(ms), erased: true });
const MINUTE = 60_000;

const COPIES: [string, StoredBuild | undefined, string][] = [
  ['the build is running', buildOf(), 'check the execution'],
  ['the build has succeeded', buildOf({ status: 'succeeded' }), 'remove it'],
  ['the row no longer exists', undefined, 'remove it'],
  ['the build has just failed', failedAt(0), 'delete its files'],
  ['the build was just cancelled', cancelled({ endedAt: at(0) }), 'delete its files'],
  ['the build was just erased', erasedAt(0), 'delete its files'],
  ['the build failed two minutes ago', failedAt(-2 * MINUTE), 'nothing yet'],
  ['the build was erased a quarter of an hour ago', erasedAt(-15 * MINUTE), 'nothing yet'],
  ['the build failed 16 minutes ago', failedAt(-16 * MINUTE), 'delete its files, remove it'],
  ['the build was erased 16 minutes ago', erasedAt(-16 * MINUTE), 'delete its files, remove it'],
];

for (const [title, build, expected] of COPIES)
  test(`copy repair: ${title} → ${expected}`, () => {
    const { checksExecution, deletesFiles, removesItem } = copyRepair(build, NOW);
    const steps = [
      checksExecution && 'check the execution',
      deletesFiles && 'delete its files',
      removesItem && 'remove it',
    ].filter(Boolean);

    equal(steps.join(', ') || 'nothing yet', expected);
  });

test('a running build gets a missing execution, and ends when its execution has ended', () => {
  equal(executionRepair('none'), 'start the execution');
  equal(executionRepair('closed'), 'end the build');
  equal(executionRepair('running'), 'nothing');
});

const error = (code: ErrorCode, details: ErrorDetails = {}) => new GatewayError(code, 'x', details);

const ANSWERS: [string, Parameters<typeof isSlotFree>[0], boolean][] = [
  ['that the build is running', { state: 'running' }, false],
  ['that the build is done', { state: 'done' }, true],
  ['that the script failed', error('SCRIPT_FAILED', { docsError: -3 }), true],
  ['that the script was not downloaded', error('SOURCE_DOWNLOAD', { docsError: -4 }), true],
  ['that the results are too large', error('RESULT_TOO_LARGE'), true],
  ['that the token is refused', error('DOCS_AUTH', { docsError: -8 }), false],
  ['with an HTML page', error('DOCS_PROTOCOL'), false],
  ['that it is unavailable', error('DOCS_UNAVAILABLE'), false],
];

for (const [title, answer, expected] of ANSWERS)
  test(`a slot is ${expected ? 'free' : 'kept'} when Docs answers ${title}`, () => {
    equal(isSlotFree(answer), expected);
  });
