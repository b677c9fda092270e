import { deepEqual, equal } from 'node:assert/strict';
import { after, test } from 'node:test';
import { until } from '../support/until.ts';
import { anyDocs, type Claims } from './support/any-docs.ts';
import { anySession } from './support/any-session.ts';
import { callbackHost, OK, stableFields } from './support/callback-host.ts';
import { closeEditors } from './support/editor.ts';
import { scriptHost } from './support/script-host.ts';

const docs = await anyDocs();
const host = await scriptHost();
after(() => Promise.all([closeEditors(), docs.stop(), host.stop()]));

/** A document that anna and ben have opened. */
async function opened() {
  const callbacks = callbackHost(host);
  const session = await anySession(docs, host);
  await session.join('anna', callbacks.url);
  await callbacks.got(1, 1);
  await session.join('ben', callbacks.url);
  await callbacks.got(1, 2);
  const { key } = session;
  const ask = (params: Claims) => docs.command({ key, ...params });
  const end = async () => {
    const before = callbacks.statuses().length;
    await session.leave('anna');
    await callbacks.got(1, before + 1);
    await session.leave('ben');
  };
  return { callbacks, session, key, ask, end };
}

test('the command info answers with the users who edit, and sends them to the callback URL', async () => {
  const { callbacks, key, ask, end } = await opened();

  const answer = await ask({ c: 'info', userdata: 'mine' });
  const sent = await callbacks.got(1, 3);
  await end();

  deepEqual(answer, { key, error: 0, users: ['anna', 'ben'] });
  deepEqual(stableFields(sent), { key, status: 1, users: ['anna', 'ben'], userdata: 'mine' });
});

test('the command info waits for the answer to its callback and ignores it', async () => {
  const { callbacks, ask, end } = await opened();
  callbacks.answer({ status: 500 }, OK);

  const answer = await ask({ c: 'info' });
  const already = callbacks.received.length;
  await end();

  deepEqual([answer.error, already], [0, 3]);
});

test('the command info can set another callback URL, whose host must exist', async () => {
  const { callbacks, ask, end } = await opened();
  const other = callbackHost(host);

  const answer = await ask({ c: 'info', callback: other.url });
  const nowhere = await ask({ c: 'info', callback: 'http://no-such-host.invalid/' });
  await end();

  deepEqual([answer.error, nowhere.error], [0, 2]);
  deepEqual(other.statuses(), [1]);
  equal(callbacks.statuses().filter((status) => status === 1).length, 3);
});

test('commands treat the key of a build as a document without a callback URL', async () => {
  const { key } = await docs.build({
    url: host.serve('builder.WriteData("a.txt", "hello", true);'),
  });

  const info = await docs.command({ c: 'info', key });
  const forced = await docs.command({ c: 'forcesave', key });

  deepEqual(
    [info, forced],
    [
      { key, error: 2 },
      { key, error: 4 },
    ],
  );
});

test('the command meta is sent to the editors and not to the callback URL', async () => {
  const { callbacks, session, key, ask, end } = await opened();

  const answer = await ask({ c: 'meta', meta: { title: 'Another' } });
  await session.received('anna', 'meta');
  const sent = callbacks.received.length;
  await end();

  deepEqual([answer, sent], [{ key, error: 0 }, 2]);
});

test('the command drop accepts users in any type, but text must be JSON', async () => {
  const { session, ask, end } = await opened();
  const drop = async (users?: unknown) => (await ask({ c: 'drop', users })).error;

  const careless = [await drop([]), await drop({}), await drop(['nobody']), await drop('"xannax"')];
  const broken = await drop('anna');
  await session.received('anna', 'drop');
  const listed = await drop(['ben']);
  await session.received('ben', 'drop');
  await end();

  deepEqual([careless, broken, listed], [[0, 0, 0, 0], 3, 0]);
});

test('a user who ignores the command drop still edits', async () => {
  const { session, ask, end } = await opened();

  const answer = await ask({ c: 'drop' });
  await Promise.all([session.received('anna', 'drop'), session.received('ben', 'drop')]);
  const { users } = await ask({ c: 'info' });
  await end();

  deepEqual([answer.error, users], [0, ['anna', 'ben']]);
});

test('the undocumented command saved makes Docs reject a final save that was accepted', async () => {
  const { callbacks, session, key, ask } = await opened();
  await session.edit('anna');
  const answer = await ask({ c: 'saved', status: '0' });
  await session.leave('anna');
  await callbacks.got(1, 3);

  await session.leave('ben', { onPurpose: true });
  await callbacks.got(2);
  const listed = async () => (await docs.command({ c: 'getForgottenList' })).keys as unknown[];
  await until(
    async () => (await listed()).includes(key),
    20_000,
    `${key} among the forgotten files`,
  );

  deepEqual(answer, { key, error: 0 });
  deepEqual(callbacks.statuses(), [1, 1, 1, 2]);
  equal((await ask({ c: 'deleteForgotten' })).error, 0);
});
