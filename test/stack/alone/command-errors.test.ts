import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Fault } from '../../../infra/local/docs-server/faults.ts';
import { docsState } from '../../support/docs/docs-state.ts';
import { editingOf } from '../../support/docs/editing.ts';
import { type Answer, commandEntryPoints, post } from '../../support/stack/command-entry-points.ts';
import { openGateway, type Problem } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'command-errors');
const { entryPoints, sendToQueue, eventOf } = commandEntryPoints(gateway);
const editing = editingOf(gateway);
const docs = docsState(gateway.outputs);
afterEach(() => docs.mend());

const on = 'command';
type Expected = Pick<Problem, 'status' | 'code' | 'retryable'> & {
  docsError?: number;
  retryAfter?: string;
};

/** Faults in place of an answer of Docs, and the problem that the caller receives. */
const ERRORS: [what: string, fault: Fault, expected: Expected][] = [
  [
    'an internal error of Docs',
    { name: 'error', on, error: 3 },
    { status: 502, code: 'DOCS_INTERNAL', docsError: 3, retryable: true },
  ],
  [
    'a command that this Docs does not know',
    { name: 'error', on, error: 5 },
    { status: 422, code: 'COMMAND_INVALID', docsError: 5, retryable: false },
  ],
  [
    'a token that Docs refuses',
    { name: 'error', on, error: 6 },
    { status: 502, code: 'DOCS_AUTH', docsError: 6, retryable: true },
  ],
  [
    'a token that has expired for Docs',
    { name: 'error', on, error: 7 },
    { status: 502, code: 'DOCS_AUTH', docsError: 7, retryable: true },
  ],
  [
    'an unknown error of Docs',
    { name: 'error', on, error: 99 },
    { status: 502, code: 'DOCS_PROTOCOL', docsError: 99, retryable: true },
  ],
  [
    'the error 4, nothing to save, for a command that saves nothing',
    { name: 'error', on, error: 4 },
    { status: 502, code: 'DOCS_PROTOCOL', docsError: 4, retryable: true },
  ],
  [
    'an HTML page instead of an answer',
    { name: 'html', on },
    { status: 502, code: 'DOCS_PROTOCOL', retryable: true },
  ],
  [
    'a truncated answer',
    { name: 'cut-json', on },
    { status: 502, code: 'DOCS_PROTOCOL', retryable: true },
  ],
  [
    'a Docs that closes the connection',
    { name: 'drop', on },
    { status: 503, code: 'DOCS_UNAVAILABLE', retryable: true, retryAfter: '5' },
  ],
  [
    'a Docs that sends Retry-After',
    { name: 'status', on, status: 503, retryAfter: '7' },
    { status: 503, code: 'DOCS_UNAVAILABLE', retryable: true, retryAfter: '7' },
  ],
  [
    'a Docs whose Retry-After is a day',
    { name: 'status', on, status: 429, retryAfter: '86400' },
    { status: 503, code: 'DOCS_UNAVAILABLE', retryable: true, retryAfter: '60' },
  ],
];

for (const [what, fault, { retryAfter = null, ...expected }] of ERRORS) {
  test(`${what} is answered ${expected.status} ${expected.code}`, async () => {
    const caller = await gateway.as();
    await docs.fail(fault);

    const { headers, body } = await post<Problem & { docsError?: number }>(caller, {
      c: 'version',
    });

    const { status, code, retryable, docsError } = body;
    const seen = { status, code, retryable, ...(docsError !== undefined && { docsError }) };
    deepEqual(seen, expected, JSON.stringify(body));
    equal(headers.get('retry-after'), retryAfter);
    equal(headers.get('content-type'), 'application/problem+json');
  });
}

test('a command is answered 503 DOCS_UNAVAILABLE while Docs is down, and works again when Docs is up', async () => {
  const caller = await gateway.as();
  await docs.down();

  const down = await post<Problem>(caller, { c: 'version' });
  await docs.up();
  const up = await post<Answer>(caller, { c: 'version' });

  deepEqual([down.status, down.body.code], [503, 'DOCS_UNAVAILABLE']);
  match(`${down.headers.get('retry-after')}`, /^\d+$/);
  deepEqual([up.status, up.body.error], [200, 0]);
});

for (const entryPoint of entryPoints) {
  test(`a command by ${entryPoint.name} succeeds after a temporary internal error of Docs`, async () => {
    const caller = await gateway.as();
    await docs.fail({ name: 'error', on, error: 3, times: 2 });

    const { answer } = await entryPoint.run(caller, { c: 'version' });

    equal(answer?.error, 0);
  });

  test(`a command by ${entryPoint.name} that this Docs does not know fails with the error number of Docs`, async () => {
    const caller = await gateway.as();
    await docs.fail({ name: 'error', on, error: 5 });

    const { error } = await entryPoint.run(caller, { c: 'version' });

    deepEqual([error?.code, error?.docsError], ['COMMAND_INVALID', 5]);
  });
}

test('a command in the queue is retried until Docs can be reached', async () => {
  const caller = await gateway.as();
  await docs.fail({ name: 'status', on, status: 503, times: 1 });

  const messageId = await sendToQueue({ c: 'version', tenant: caller.tenant });
  const { 'detail-type': type } = await eventOf(caller, messageId);

  equal(type, 'Command Completed');
});

test('a forced save that Docs accepts and never performs is answered 202 after the wait', async () => {
  const caller = await gateway.as();
  const session = await editing.open(caller, 'lost');
  const { key } = session;
  await session.edit('anna', 'Lost');
  await docs.fail({ name: 'lost-save' });

  const lost = await post(caller, { c: 'forcesave', key }, { prefer: 'wait=2' });
  await docs.mend();
  const found = await post<Answer>(caller, { c: 'forcesave', key }, { prefer: 'wait=25' });

  deepEqual([lost.status, lost.body], [202, { error: 0, key }]);
  equal(found.status, 200);
  ok(found.body.document);
});
