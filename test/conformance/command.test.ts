import { deepEqual, equal, match } from 'node:assert/strict';
import { after, test } from 'node:test';
import { anyDocs, type Claims } from './support/any-docs.ts';

const docs = await anyDocs();
after(docs.stop);

test('the command version answers with four numbers, and repeats a key', async () => {
  const plain = await docs.command({ c: 'version' });
  const keyed = await docs.command({ c: 'version', key: 'k' });

  deepEqual(Object.keys(plain), ['error', 'version']);
  equal(plain.error, 0);
  match(String(plain.version), /^\d+\.\d+\.\d+\.\d+$/);
  equal(keyed.key, 'k');
});

test('the command license answers with the licence, the server and its users', async () => {
  const { error, license, server, quota } = await docs.command({ c: 'license' });

  equal(error, 0);
  equal(typeof (license as Claims).connections, 'number');
  equal((server as Claims).resultType, 3);
  deepEqual(quota, { users: [], users_view: [] });
});

test('a command about a document requires a key that is text', async () => {
  const without = await docs.command({ c: 'info' });
  const number = await docs.command({ c: 'forcesave', key: 5 });
  const unknown = await docs.command({ c: 'unknown' });

  deepEqual([without, number, unknown], [{ error: 1 }, { key: 5, error: 1 }, { error: 1 }]);
});

test('an unknown command fails with 5, and names of commands are case-sensitive', async () => {
  const unknown = await docs.command({ c: 'unknown', key: 'k' });
  const upper = await docs.command({ c: 'Version', key: 'k' });

  deepEqual(
    [unknown, upper],
    [
      { key: 'k', error: 5 },
      { key: 'k', error: 5 },
    ],
  );
});

test('commands about a document that has not been opened fail with 1, but drop and meta succeed', async () => {
  const key = 'a-document-that-nobody-opened';
  const error = async (params: Claims) => (await docs.command({ key, ...params })).error;

  equal(await error({ c: 'info' }), 1);
  equal(await error({ c: 'forcesave' }), 1);
  equal(await error({ c: 'getForgotten' }), 1);
  equal(await error({ c: 'deleteForgotten' }), 1);
  equal(await error({ c: 'drop', users: ['u'] }), 0);
  equal(await error({ c: 'meta', meta: { title: 't' } }), 0);
  equal(await error({ c: 'meta' }), 5);
});

test('the path of older versions accepts the same commands, also by GET', async () => {
  const token = await docs.sign({ c: 'version' });
  const legacy = '/coauthoring/CommandService.ashx';

  const posted = await docs.post(legacy, JSON.stringify({ token }));
  const got = await (await fetch(`${docs.url}${legacy}?token=${token}`)).json();

  equal(posted.error, 0);
  deepEqual(got, posted);
});
