import { deepEqual, equal } from 'node:assert/strict';
import { after, test } from 'node:test';
import { until } from '../support/until.ts';
import { anyDocs, type Claims } from './support/any-docs.ts';
import { anySession } from './support/any-session.ts';
import { callbackHost, facts, OK } from './support/callback-host.ts';
import { closeEditors } from './support/editor.ts';
import { scriptHost } from './support/script-host.ts';

const docs = await anyDocs();
const host = await scriptHost();
after(() => Promise.all([closeEditors(), docs.stop(), host.stop()]));

/** A document that anna and ben have open. */
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

test('info tells who edits, to the one who asks and to the callback URL', async () => {
  const { callbacks, key, ask, end } = await opened();

  const answer = await ask({ c: 'info', userdata: 'mine' });
  const told = await callbacks.got(1, 3);
  await end();

  deepEqual(answer, { key, error: 0, users: ['anna', 'ben'] });
  deepEqual(facts(told), { key, status: 1, users: ['anna', 'ben'], userdata: 'mine' });
});

test('info waits for the callback, whatever it answers', async () => {
  const { callbacks, ask, end } = await opened();
  callbacks.answer({ status: 500 }, OK);

  const answer = await ask({ c: 'info' });
  const already = callbacks.received.length;
  await end();

  deepEqual([answer.error, already], [0, 3]);
});

test('info may name another callback URL, which must have a host that exists', async () => {
  const { callbacks, ask, end } = await opened();
  const other = callbackHost(host);

  const answer = await ask({ c: 'info', callback: other.url });
  const nowhere = await ask({ c: 'info', callback: 'http://no-such-host.invalid/' });
  await end();

  deepEqual([answer.error, nowhere.error], [0, 2]);
  deepEqual(other.statuses(), [1]);
  equal(callbacks.statuses().filter((status) => status === 1).length, 3);
});

test('a build is a key without a callback URL', async () => {
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

test('meta reaches the editors and nobody else', async () => {
  const { callbacks, session, key, ask, end } = await opened();

  const answer = await ask({ c: 'meta', meta: { title: 'Another' } });
  await session.told('anna', 'meta');
  const sent = callbacks.received.length;
  await end();

  deepEqual([answer, sent], [{ key, error: 0 }, 2]);
});

test('drop reads users as it likes', async () => {
  const { session, ask, end } = await opened();
  const drop = async (users?: unknown) => (await ask({ c: 'drop', users })).error;

  const careless = [await drop([]), await drop({}), await drop(['nobody']), await drop('"xannax"')];
  const broken = await drop('anna');
  await session.told('anna', 'drop');
  const listed = await drop(['ben']);
  await session.told('ben', 'drop');
  await end();

  deepEqual([careless, broken, listed], [[0, 0, 0, 0], 3, 0]);
});

test('who is dropped and does not go is still there', async () => {
  const { session, ask, end } = await opened();

  const answer = await ask({ c: 'drop' });
  await Promise.all([session.told('anna', 'drop'), session.told('ben', 'drop')]);
  const { users } = await ask({ c: 'info' });
  await end();

  deepEqual([answer.error, users], [0, ['anna', 'ben']]);
});

test('the undocumented saved makes a good answer a bad one', async () => {
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
