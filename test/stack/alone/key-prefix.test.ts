import { deepEqual, equal, ok } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { callbackBody } from '../../support/docs/callbacks.ts';
import { textOf } from '../../support/docs/documents.ts';
import { editingOf } from '../../support/docs/editing.ts';
import { type Answer, commandEntryPoints } from '../../support/stack/command-entry-points.ts';
import { functionsOf, type Restore } from '../../support/stack/functions.ts';
import { openGateway, type Problem } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'key-prefix');
const editing = editingOf(gateway);
const functions = functionsOf(gateway.outputs);
const { entryPoints } = commandEntryPoints(gateway);

// The functions that get KEY_PREFIX in a deployment with `commands: { keyPrefix: '{tenant}.' }`.
const PREFIXED = ['Routes/run-command', 'Doors/run-command', 'Routes/receive-callback'];
const SWEEP = 'Documents/sweep-forgotten';
const restores: Restore[] = [];
before(async () => {
  for (const path of [...PREFIXED, SWEEP])
    restores.push(await functions.configure(path, { KEY_PREFIX: '{tenant}.' }));
});
after(async () => {
  for (const restore of restores) await restore();
});

/** A forgotten file of each of two callers, and an open document of the second. */
async function filled() {
  const [caller, otherCaller] = [await gateway.as(), await gateway.as()];
  const [own, other, { key }] = await Promise.all([
    editing.forget(caller, 'own', 'Mine'),
    editing.forget(otherCaller, 'other', 'Not mine'),
    editing.open(otherCaller, 'open'),
  ]);
  return { caller, own, other, key };
}
let filling: ReturnType<typeof filled>;

for (const entryPoint of entryPoints) {
  test(`a caller reaches only the documents of its own prefix, by ${entryPoint.name}`, async () => {
    filling ??= filled();
    const { caller, own, other, key } = await filling;

    const info = await entryPoint.run(caller, { c: 'info', key });
    const taken = await entryPoint.run(caller, { c: 'getForgotten', key: other });
    const deleted = await entryPoint.run(caller, { c: 'deleteForgotten', key: other });
    const list = await entryPoint.run(caller, { c: 'getForgottenList' });
    const mine = await entryPoint.run(caller, { c: 'getForgotten', key: own });

    for (const { error } of [info, taken, deleted])
      deepEqual([error?.code, error?.docsError], ['DOCUMENT_NOT_FOUND', undefined]);
    deepEqual(list.answer, { error: 0, keys: [own] });
    const document = (mine.answer as Answer).document;
    equal(textOf(await editing.read(`${document?.key}`)), 'Mine');
    const { keys } = await editing.askDocs({ c: 'getForgottenList' });
    ok((keys as string[]).includes(other));
  });
}

test("a callback for another tenant's document is refused, and Docs keeps the file", async () => {
  const [caller, otherCaller] = [await gateway.as(), await gateway.as()];
  const callbackUrl = editing.callbackUrl(caller.tenant);
  const session = await editing.open(otherCaller, 'mistaken', { callbackUrl });
  await session.edit('anna', 'Whose?');

  await session.close();
  const sent = await session.callback({ status: 2 });

  const problem = JSON.parse(`${sent.answer?.body}`) as Problem;
  deepEqual([sent.answer?.status, problem.code], [403, 'FORBIDDEN']);
  deepEqual(editing.eventsOf(session.key), []);
  const { keys } = await editing.askDocs({ c: 'deleteForgotten', key: session.key });
  equal(keys, undefined);
});

test("a callback for a document with its tenant's prefix is accepted", async () => {
  const { tenant } = await gateway.as();
  const claims = { key: `${tenant}.own`, status: 4 };
  const body = await callbackBody(claims, { secret: gateway.outputs.outboxSecret });
  const headers = { 'content-type': 'application/json' };

  const reply = await fetch(editing.callbackUrl(tenant), { method: 'POST', headers, body });

  deepEqual([reply.status, await reply.json()], [200, { error: 0 }]);
  await editing.eventOf('Document Closed', claims.key);
});

test("the sweep fetches each tenant's forgotten files by their prefix, and leaves all others in Docs", async () => {
  const caller = await gateway.as();
  const key = await editing.forget(caller, 'swept', 'Fetched for its tenant');
  const alien = await editing.forget({ tenant: 'no_prefix=' }, 'of-ours', 'Of another system');

  const error = await functions.invoke(SWEEP, {});
  const { detail } = await editing.eventOf('Document Saved', key);

  equal(error, undefined);
  deepEqual([detail.metadata.tenant, detail.data.forgotten], [caller.tenant, true]);
  ok(detail.data.files.document?.key.startsWith(`documents/${caller.tenant}/${key}/`));
  equal(await editing.latest({ tenant: 'default' }, alien), undefined);
});
