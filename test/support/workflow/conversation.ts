import { ok } from 'node:assert/strict';
import type { BuildAnswer } from '../../../shared/docs/builder.ts';
import { type ErrorCode, type ErrorDetails, GatewayError } from '../../../shared/errors.ts';
import type { StoredBuild } from '../../../shared/storage/rows/builds.ts';
import {
  type Conversation,
  DOCS_SILENCE_MS,
  type Move,
  nextMove,
  withAnswer,
} from '../../../shared/workflow/next-move.ts';
import { buildOf } from '../builds.ts';

export const NOW = Date.parse('2026-01-01T12:00:00.000Z');
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
/** In the middle of the spread, so that waits are 5, 10, 20 and 30 s. */
export const EVEN = 0.5;
export const at = (ms: number) => new Date(NOW + ms).toISOString();

export const running: BuildAnswer = { state: 'running' };
export const done: BuildAnswer = {
  state: 'done',
  results: [{ name: 'a.txt', url: 'http://docs/a.txt' }],
};
export const error = (code: ErrorCode, details: ErrorDetails = {}) =>
  new GatewayError(code, 'x', details);

/** A build that started a second ago and may take 45 minutes. */
export const build = (changed: Partial<StoredBuild> = {}): StoredBuild =>
  buildOf({ run: 'run', startedAt: at(-SECOND), deadline: at(45 * MINUTE), ...changed });

export const conversation = (changed: Partial<Conversation> = {}): Conversation => ({
  build: build(),
  waits: 0,
  asksRepeatedly: true,
  isFirst: true,
  since: NOW,
  question: 'build',
  questions: 0,
  hasAnswered: false,
  errors: {},
  ...changed,
});

/** The last move after these answers, in this order and in one invocation. */
export function moveAfter(given: Conversation, ...answers: (BuildAnswer | GatewayError)[]): Move {
  let move: Move | undefined;
  let now = given;
  for (const answer of answers) {
    now = withAnswer(now, answer);
    move = nextMove(now, answer, NOW, EVEN);
    if (move.move === 'ask') now = { ...now, question: move.question };
  }
  ok(move);
  return move;
}

export const later = conversation({ waits: 1, asksRepeatedly: false, isFirst: false });
export const failed = error('SCRIPT_FAILED', { docsError: -3 });
export const stopped = error('BUILD_TIMEOUT', { docsError: -2 });
export const internal = error('DOCS_INTERNAL', { docsError: -1 });
export const unavailable = error('DOCS_UNAVAILABLE');
export const page = error('DOCS_PROTOCOL');
export const underSecondKey = conversation({ build: build({ docsKey: 'run-2' }) });

/** For 21 minutes, every answer of Docs was that the build runs. */
export function silent(changed: Partial<StoredBuild> = {}) {
  const silence = { startedAt: at(-DOCS_SILENCE_MS), ...changed };
  return conversation({ waits: 1, asksRepeatedly: false, build: build(silence) });
}
