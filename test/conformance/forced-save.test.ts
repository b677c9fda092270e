import { deepEqual, equal } from 'node:assert/strict';
import { after, test } from 'node:test';
import { until } from '../support/until.ts';
import { anyDocs } from './support/any-docs.ts';
import { anySession } from './support/any-session.ts';
import { callbackHost, OK, stableFields } from './support/callback-host.ts';
import { closeEditors } from './support/editor.ts';
import { scriptHost } from './support/script-host.ts';

const docs = await anyDocs();
const host = await scriptHost();
after(() => Promise.all([closeEditors(), docs.stop(), host.stop()]));

/** A document that anna has opened. */
async function opened() {
  const callbacks = callbackHost(host);
  const session = await anySession(docs, host);
  await session.join('anna', callbacks.url);
  await callbacks.got(1);
  const { key } = session;
  const forceSave = async (userdata?: string) =>
    (await docs.command({ c: 'forcesave', key, userdata })).error;
  return { callbacks, session, key, forceSave };
}

/** Resolves once Docs has processed the answer to a forced save. */
const processed = (forceSave: () => Promise<unknown>) =>
  until(async () => (await forceSave()) === 4, 20_000, 'a forced save with nothing to save');

test('a forced save is sent after the command is answered, and only once for the same state', async () => {
  const { callbacks, session, key, forceSave } = await opened();

  const unchanged = await forceSave();
  await session.edit('anna');
  const first = await forceSave('mine');
  const running = await forceSave('too early');
  const saved = await callbacks.got(6);
  await processed(forceSave);
  const done = await forceSave('again');

  deepEqual([unchanged, first, running, done], [4, 0, 4, 4]);
  deepEqual(stableFields(saved), {
    key,
    status: 6,
    users: ['anna'],
    userdata: 'mine',
    forcesavetype: 0,
    filetype: 'docx',
  });
  equal(typeof saved.body.history, 'object');
  equal(typeof saved.body.changesurl, 'string');
  await session.leave('anna', { onPurpose: true });
  const final = await callbacks.got(2);
  deepEqual([final.body.notmodified, final.body.lastsave], [true, saved.body.lastsave]);
});

test('a forced save by the button has the user who pressed it', async () => {
  const { callbacks, session, key } = await opened();
  await session.edit('anna');

  await session.save('anna');
  const saved = await callbacks.got(6);
  await session.leave('anna', { onPurpose: true });
  await callbacks.got(2);

  deepEqual(stableFields(saved), {
    key,
    status: 6,
    users: ['anna'],
    actions: [{ type: 2, userid: 'anna' }],
    forcesavetype: 1,
    filetype: 'docx',
  });
});

test('a forced save that was not accepted is sent again unchanged before the next command is answered', async () => {
  const { callbacks, session, key, forceSave } = await opened();
  callbacks.answer({ body: '{"error":1}' });
  await session.edit('anna');
  await forceSave('the older');
  const first = await callbacks.got(6);
  await new Promise((resolve) => setTimeout(resolve, 300)); // no event shows that Docs has processed it

  const again = await forceSave('the newer');
  const sentBefore = callbacks.received.filter(({ body }) => body.status === 6).length;
  callbacks.answer(OK);
  await session.save('anna');
  const taken = await callbacks.got(6, 3);
  await processed(forceSave);

  deepEqual([again, sentBefore], [0, 2]);
  const second = callbacks.received.filter(({ body }) => body.status === 6)[1] ?? first;
  deepEqual(stableFields(second), { ...stableFields(first), encrypted: false });
  equal(second.body.lastsave, first.body.lastsave);
  deepEqual(stableFields(taken), {
    key,
    status: 6,
    users: ['anna'],
    actions: [{ type: 2, userid: 'anna' }],
    userdata: 'the older',
    forcesavetype: 1,
    encrypted: false,
    filetype: 'docx',
  });
  await session.leave('anna', { onPurpose: true });
  await callbacks.got(2);
});

test('Docs does not retry the callback of a forced save', async () => {
  const { callbacks, session, forceSave } = await opened();
  callbacks.answer({ status: 503 }, OK);
  await session.edit('anna');

  await forceSave();
  await callbacks.got(6);
  await new Promise((resolve) => setTimeout(resolve, 1500)); // a final save would be sent again after 1 s

  deepEqual(callbacks.statuses(), [1, 6]);
  await session.leave('anna', { onPurpose: true });
  await callbacks.got(2);
});

test('a form is sent with its values, even if it was not changed', async () => {
  const { callbacks, session, key, forceSave } = await opened();
  const form = [{ key: 'name', value: 'Anna' }];

  await session.sendForm('anna', form);
  const { body, ...sent } = await callbacks.got(6);
  const { formsdataurl, ...rest } = body;
  const { pathname, search } = new URL(String(formsdataurl));
  const link = await fetch(docs.url + pathname + search);
  const forced = await forceSave();
  await callbacks.got(6, 2);
  await session.leave('anna');
  await callbacks.got(4);

  deepEqual(stableFields({ ...sent, body: rest }), {
    key,
    status: 6,
    users: ['anna'],
    actions: [{ type: 2, userid: 'anna' }],
    forcesavetype: 3,
    filetype: 'docx',
  });
  equal(link.headers.get('content-disposition'), 'attachment');
  deepEqual(await link.json(), form);
  const { changes } = body.history as { changes: { user: object }[] };
  deepEqual([changes.length, changes[0]?.user], [1, { id: 'anna', name: 'ANNA' }]);
  equal(forced, 0);
});
