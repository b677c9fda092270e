import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { writeSecret } from '../../../infra/local/secrets.ts';
import { callbackBody, claimsOf } from '../../support/docs/callbacks.ts';
import { docsState } from '../../support/docs/docs-state.ts';
import { textOf } from '../../support/docs/documents.ts';
import { editingOf } from '../../support/docs/editing.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'failed-saves');
const editing = editingOf(gateway);
const docs = docsState(gateway.outputs);
afterEach(() => docs.mend());

const NOTHING = { document: null, changes: null, history: null, form: null };

test('a forced save and a final save that failed in Docs have events, and the latest version is unchanged', async () => {
  const caller = await gateway.as();
  const session = await editing.open(caller, 'failed');
  const { key } = session;
  await session.edit('anna', 'Saved');
  await session.save('anna');
  await editing.eventOf('Document Saved', key);
  const before = await editing.latest(caller, key);
  await session.edit('anna', 'Not saved');
  await docs.fail({ name: 'failed-save' });

  const forced = await session.save('anna');
  await session.close();
  const final = await session.callback({ status: 3 });

  deepEqual([forced?.status, forced?.answer?.body], [7, '{"error":0}']);
  equal(final.answer?.body, '{"error":0}');
  for (const status of [7, 3]) {
    const { detail } = await editing.eventOf(
      'Document Save Failed',
      key,
      (d) => d.status === status,
    );
    deepEqual([detail.data.files, detail.data.forgotten], [NOTHING, false]);
    equal(detail.metadata.tenant, caller.tenant);
  }
  deepEqual(await editing.latest(caller, key), before);
});

test('a document that Docs reports as possibly corrupt has an event, is kept, and is not the latest version', async () => {
  const caller = await gateway.as();
  const session = await editing.open(caller, 'corrupted');
  const { key } = session;
  await session.edit('anna', 'Doubtful');
  await docs.fail({ name: 'corrupted-save' });

  await session.close();
  const { answer } = await session.callback({ status: 3 });
  const { detail } = await editing.eventOf('Document Save Failed', key);

  equal(answer?.body, '{"error":0}');
  const { document } = detail.data.files;
  match(`${document?.key}`, /\/[^/]*-failed\/document\.docx$/);
  equal(textOf(await editing.read(`${document?.key}`)), 'Doubtful');
  equal(await editing.latest(caller, key), undefined);
  const { keys } = await editing.askDocs({ c: 'getForgottenList' });
  ok(!(keys as string[]).includes(key));
});

test('after two changes of the outbox secret, callbacks signed with the current and the previous one are accepted, and no older ones', async () => {
  const { awsEndpoint, outboxSecret: before } = gateway.outputs;
  const caller = await gateway.as();
  const { tenant } = caller;
  const [first, second] = [
    'the-outbox-secret-after-the-first-change',
    'the-one-after-the-second-one',
  ];
  const outbox = 'docs-gateway-local/outbox';
  const post = async (name: string, secret: string) => {
    const claims = claimsOf({ key: `${tenant}.${name}`, status: 4, url: undefined });
    const body = await callbackBody(claims, { secret });
    const headers = { 'content-type': 'application/json' };
    const url = editing.callbackUrl(tenant);
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };
  // A function reads its secret again at most every two seconds, because anyone can cause a read.
  const isAccepted = async (name: string, secret: string) => {
    const late = Date.now() + 60_000;
    while ((await post(name, secret)) !== 200) ok(Date.now() < late, `${name} is not accepted`);
  };

  try {
    await writeSecret(awsEndpoint, outbox, first);
    await isAccepted('new', first);
    const old = await post('old', before);
    await docs.setSecrets({ outbox: first });
    const session = await editing.open(caller, 'signed-anew');
    await session.edit('anna', 'Signed anew');
    await session.close();
    const { detail } = await editing.eventOf('Document Saved', session.key);
    await writeSecret(awsEndpoint, outbox, second);
    await isAccepted('newer', second);
    const [previous, older] = [await post('previous', first), await post('older', before)];

    deepEqual([old, previous, older], [200, 200, 403]);
    equal(textOf(await editing.read(`${detail.data.files.document?.key}`)), 'Signed anew');
  } finally {
    await docs.setSecrets({ outbox: before });
    await writeSecret(awsEndpoint, outbox, before);
    await isAccepted('restored', before);
  }
});
