import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { BuildAnswer } from '../../../shared/docs/builder.ts';
import { ERRORS, type ErrorCode, type GatewayError } from '../../../shared/errors.ts';
import { type Conversation, type Move, nextMove } from '../../../shared/workflow/next-move.ts';
import {
  at,
  build,
  conversation,
  done,
  EVEN,
  error,
  failed,
  internal,
  later,
  moveAfter,
  NOW,
  page,
  running,
  SECOND,
  silent,
  stopped,
  unavailable,
  underSecondKey,
} from '../../support/workflow/conversation.ts';

/** `fail CODE` for a failure, else the move, to be compared in a table. */
function shortOf(move: Move): string {
  if (move.move === 'fail') return `fail ${move.error.code}${move.docsIsIdle ? ', idle' : ''}`;
  if (move.move === 'ask') return `ask ${move.question} after ${move.afterMs} ms`;
  return move.move === 'wait' ? `wait ${move.seconds} s` : 'finish';
}

const TABLE: [string, Conversation, (BuildAnswer | GatewayError)[], string][] = [
  ['a result ends the questions', conversation(), [done], 'finish'],
  ['a result after the deadline is still used', late(), [done], 'finish'],
  ['the first invocation asks again at once', conversation(), [running], 'ask build after 50 ms'],
  [
    'the pauses of an invocation grow with its duration',
    asked(8 * SECOND),
    [running],
    'ask build after 800 ms',
  ],
  ['after 35 s the state machine waits', asked(35 * SECOND), [running], 'wait 20 s'],
  ['a later invocation asks once', later, [running], 'wait 30 s'],
  ['a build still running at its deadline fails', late(), [running], 'fail BUILD_TIMEOUT'],
  ['Docs is unavailable once', conversation(), [unavailable], 'ask build after 300 ms'],
  ['Docs is unavailable twice', conversation(), [unavailable, unavailable], 'wait 5 s'],
  [
    'Docs is unavailable at the deadline',
    late(),
    [unavailable, unavailable],
    'fail DOCS_UNAVAILABLE',
  ],
  [
    'Docs asks for a wait of 42 s',
    conversation(),
    [error('DOCS_UNAVAILABLE', { retryAfterSeconds: 42 })],
    'wait 42 s',
  ],
  [
    'Docs asks for a wait of a day',
    conversation(),
    [error('DOCS_UNAVAILABLE', { retryAfterSeconds: 86_400 })],
    'wait 60 s',
  ],
  [
    'Docs has an internal error twice',
    conversation(),
    [internal, internal],
    'ask build after 300 ms',
  ],
  [
    'Docs has an internal error three times',
    conversation(),
    [internal, internal, internal],
    'fail DOCS_INTERNAL, idle',
  ],
  ['Docs answers with an HTML page once', conversation(), [page], 'ask build after 300 ms'],
  ['Docs answers with an HTML page twice', conversation(), [page, page], 'fail DOCS_PROTOCOL'],
  [
    'a script fails, before it is known whether Docs remembers it',
    conversation(),
    [failed],
    'ask results after 0 ms',
  ],
  [
    'a script fails, and Docs remembers it',
    conversation(),
    [failed, failed],
    'fail SCRIPT_FAILED, idle',
  ],
  [
    'a script fails, and Docs runs it again',
    conversation(),
    [failed, running],
    'ask build after 0 ms',
  ],
  ['a script fails, and then Docs has its files', conversation(), [failed, done], 'finish'],
  ['a script fails under the second key', underSecondKey, [failed], 'fail SCRIPT_FAILED, idle'],
  [
    'a script is stopped, before it is known whether Docs remembers it',
    conversation(),
    [stopped],
    'ask results after 0 ms',
  ],
  [
    'a script is stopped under the second key, and Docs remembers it',
    underSecondKey,
    [stopped, stopped],
    'fail BUILD_TIMEOUT, idle',
  ],
  [
    'Docs drops the task from its queue under the first key',
    conversation(),
    [stopped, running],
    'ask build after 0 ms',
  ],
  [
    'Docs drops the task from its queue under the second key',
    underSecondKey,
    [stopped, running],
    'fail DOCS_OVERLOADED, idle',
  ],
  [
    'Docs has the files of a task that it dropped under the second key',
    underSecondKey,
    [stopped, done],
    'finish',
  ],
  [
    'a script cannot be downloaded',
    conversation(),
    [error('SOURCE_DOWNLOAD', { docsError: -4 })],
    'fail SOURCE_DOWNLOAD, idle',
  ],
  [
    'the first token is refused',
    conversation(),
    [error('DOCS_AUTH', { docsError: -8 })],
    'fail DOCS_AUTH, idle',
  ],
  [
    'the first token of a repeated first call is refused',
    conversation({ isFirst: false }),
    [error('DOCS_AUTH', { docsError: -8 })],
    'fail DOCS_AUTH',
  ],
  ['a later token is refused', later, [error('DOCS_AUTH', { docsError: -8 })], 'fail DOCS_AUTH'],
  ['Docs is silent for 21 minutes', silent(), [running], 'wait 30 s'],
  [
    'Docs is silent under both keys',
    silent({ docsKey: 'run-2' }),
    [running],
    'fail DOCS_OVERLOADED',
  ],
];

function late() {
  return conversation({ build: build({ deadline: at(0) }) });
}

function asked(ms: number) {
  return conversation({ since: NOW - ms });
}

for (const [title, given, answers, expected] of TABLE)
  test(`next move: ${title} → ${expected}`, () => {
    equal(shortOf(moveAfter(given, ...answers)), expected);
  });

test('no error is followed by more than two more questions', () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const move = nextMove(conversation({ errors: { [code]: 3 } }), error(code), NOW, EVEN);
    ok(move.move !== 'ask', code);
  }
});

test('only after a failed script or a timeout is Docs asked for results alone', () => {
  const codes = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => {
    const move = moveAfter(conversation(), error(code));
    return move.move === 'ask' && move.question === 'results';
  });
  deepEqual(codes, ['SCRIPT_FAILED', 'BUILD_TIMEOUT']);
});
