import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { FaultName } from '../../../infra/local/docs-server/faults.ts';
import { docsState } from '../../support/docs/docs-state.ts';
import { textOf } from '../../support/docs/documents.ts';
import { editingOf } from '../../support/docs/editing.ts';
import { commandEntryPoints, post } from '../../support/stack/command-entry-points.ts';
import { openGateway, type Problem } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';
import { until } from '../../support/until.ts';

const gateway = await openGateway(await stack(), 'slow-docs');
const { sendToQueue, eventOf } = commandEntryPoints(gateway);
const editing = editingOf(gateway);
const docs = docsState(gateway.outputs);
after(() => docs.mend());

const msBetween = (from: string, to = '') => Date.parse(to) - Date.parse(from);

/** Waits until a fault has been applied as often as its `times` say. */
function isUsedUp(name: FaultName): Promise<void> {
  const isSpent = async () => (await docs.state()).faults.every((fault) => fault.name !== name);
  return until(isSpent, 60_000, `the last use of ${name}`);
}

// Each takes half a minute. They use different parts of Docs, so they run concurrently.
describe('a slow Docs', { concurrency: true }, () => {
  const silenced = Promise.withResolvers<void>();

  test("a command that Docs answers too slowly is answered 504 DOCS_TIMEOUT, before API Gateway's own time-out", async () => {
    const caller = await gateway.as();
    await docs.fail({ name: 'silent', on: 'command', times: 1 });
    const answering = post<Problem>(caller, { c: 'version' });
    await isUsedUp('silent');
    const began = Date.now();
    silenced.resolve();
    const { status, body } = await answering;

    deepEqual([status, body.code, body.retryable], [504, 'DOCS_TIMEOUT', true]);
    ok(Date.now() - began < 29_000);
  });

  test('a command in the queue fails at its last receive when Docs cannot be reached', async () => {
    const caller = await gateway.as();
    await silenced.promise;
    await docs.fail({ name: 'status', on: 'command', status: 503 });

    const messageId = await sendToQueue({ c: 'version', tenant: caller.tenant });
    const { detail, ...event } = await eventOf(caller, messageId, 150_000);

    const { command, error, answer } = detail.data;
    equal(event['detail-type'], 'Command Failed');
    deepEqual(
      [command, answer, error?.code, error?.status, error?.retryable],
      [{ c: 'version' }, undefined, 'DOCS_UNAVAILABLE', 503, true],
    );
  });

  test('a callback is answered 503 while a slow file is still being copied, and its retry is answered with error 0', async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'slow');
    await session.edit('anna', 'Slow, but here');
    // Applies to the document and its changes: each has 20 s for its first byte, the answer has 22 s.
    const both = { on: 'results', times: 2 } as const;
    await docs.fail(
      { name: 'slow', seconds: 18, ...both },
      { name: 'drop', ...both },
      { name: 'slow', seconds: 5, ...both },
    );

    await session.leave('anna', { onPurpose: true });
    const refused = await session.callback({ status: 2, attempt: 1 });
    const taken = await session.callback({ status: 2, taken: true });
    const { detail } = await editing.eventOf('Document Saved', session.key);

    const problem = JSON.parse(`${refused.answer?.body}`) as Problem;
    deepEqual([refused.answer?.status, problem.code], [503, 'STORAGE_FAILED']);
    const heldMs = msBetween(refused.sentAt, refused.endedAt);
    ok(heldMs > 20_000 && heldMs < 29_000, `${heldMs} ms`);
    equal(taken.answer?.body, '{"error":0}');
    equal(textOf(await editing.read(`${detail.data.files.document?.key}`)), 'Slow, but here');
    const saves = editing.eventsOf(session.key).filter(({ detail: { data } }) => data.status === 2);
    equal(new Set(saves.map((save) => save.detail.metadata.id)).size, 1);
  });
});
