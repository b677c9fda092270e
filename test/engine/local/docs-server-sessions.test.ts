import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { after, test } from 'node:test';
import { openControl } from '../../../infra/local/docs-server/control.ts';
import { docsAt } from '../../../infra/local/docs-server/control-client.ts';
import { type DocsServer, startDocsServer } from '../../../infra/local/docs-server/server.ts';
import { callbackHost, OK } from '../../conformance/support/callback-host.ts';
import { scriptHost } from '../../conformance/support/script-host.ts';

const docs = await startDocsServer({ secrets: {}, timing: { saveDelayMs: 0, retryMs: [1, 1, 1] } });
const host = await scriptHost();
after(() => Promise.all([docs.stop(), host.stop()]));

async function command(params: object, server: DocsServer = docs) {
  const body = JSON.stringify(params);
  const response = await fetch(`${server.url}/command`, { method: 'POST', body });
  return (await response.json()) as { error: number } & Record<string, unknown>;
}

/** A document that anna has opened and changed. */
async function changed(key: string, options: object = {}) {
  const callbacks = callbackHost(host);
  const opening = { key, callbackUrl: callbacks.url, users: ['anna'], ...options };
  const session = await docs.openDocument(opening);
  await session.edit('anna', 'hello');
  return { callbacks, session };
}

test('the callback of a failed save has no link, and accepting a failed final save loses the changes', async () => {
  const { callbacks, session } = await changed('failed');
  docs.faults.add({ name: 'failed-save' });

  const forced = await session.save('anna');
  const again = await command({ c: 'forcesave', key: 'failed' });
  await session.close();
  docs.faults.clear();

  deepEqual(callbacks.statuses(), [1, 7, 3]);
  deepEqual([forced?.status, forced?.body.url, forced?.body.history], [7, undefined, undefined]);
  equal(again.error, 3);
  equal('url' in (callbacks.received[2]?.body ?? {}), false);
  deepEqual((await command({ c: 'getForgottenList' })).keys, []);
});

test('if no callback of a failed final save is accepted, its changes stay and no file is forgotten', async () => {
  const { callbacks, session } = await changed('kept', { text: 'before' });
  docs.faults.add({ name: 'failed-save' });
  callbacks.answer({ status: 500 });
  await session.close();
  docs.faults.clear();
  callbacks.answer(OK);

  await session.join('ben');
  await session.close();

  deepEqual(callbacks.statuses(), [1, 3, 3, 3, 3, 1, 2]);
  deepEqual(callbacks.received.at(-1)?.body.users, ['anna']);
});

test('the callback of a corrupted final save has a link, and its file is forgotten if it is not accepted', async () => {
  const { callbacks, session } = await changed('corrupted');
  docs.faults.add({ name: 'corrupted-save', times: 1 });
  callbacks.answer({ status: 404 });

  await session.close();

  const { status, url } = callbacks.received.at(-1)?.body ?? {};
  deepEqual([status, typeof url], [3, 'string']);
  equal((await command({ c: 'getForgotten', key: 'corrupted' })).error, 0);
  await command({ c: 'deleteForgotten', key: 'corrupted' });
});

test('a forced save that was started can end without a callback', async () => {
  const { callbacks, session } = await changed('lost');
  docs.faults.add({ name: 'lost-save', times: 1 });

  const started = await command({ c: 'forcesave', key: 'lost' });
  const pressed = await session.save('anna');

  deepEqual([started.error, pressed?.status], [0, 6]);
  deepEqual(callbacks.statuses(), [1, 6]);
  await session.close();
});

test('the callback of a final save is sent again after a time-out or a broken connection', async () => {
  const { session } = await changed('late', {
    callbackUrl: host.on((_request, response, hits) => {
      // Only the second try of the final save, which gets no answer, has little time.
      docs.timing.callbackTimeoutMs = hits === 2 ? 200 : 60_000;
      if (hits === 2) response.socket?.destroy();
      else if (hits !== 3) response.end(OK.body);
    }),
  });

  await session.close();

  const tries = (await session.callbacks()).filter(({ status }) => status === 2);
  deepEqual(
    tries.map(({ attempt, taken, answer }) => [attempt, taken, answer?.status]),
    [
      [1, false, undefined],
      [2, false, undefined],
      [3, true, 200],
    ],
  );
  match(tries[1]?.failure ?? '', /timeout/);
});

test('the callback of a save by timer has no actions', async () => {
  const { session } = await changed('timed');

  const saved = await session.save('anna', 2);
  await session.close();

  deepEqual([saved?.body.forcesavetype, saved?.body.actions], [2, undefined]);
});

test('the command drop closes the editors of its users, unless they ignore it', async () => {
  const { callbacks, session } = await changed('dropped', { users: ['anna', 'ben'] });
  await session.join('eve', { ignoresDrop: true });

  await command({ c: 'drop', key: 'dropped', users: ['ben', 'eve'] });
  await session.settled();
  const { users } = await command({ c: 'info', key: 'dropped' });
  await session.close();

  deepEqual(users, ['anna', 'eve']);
  deepEqual(callbacks.statuses(), [1, 1, 1, 1, 1, 1, 2]);
  deepEqual(await session.messages(), [{ type: 'drop', users: ['ben', 'eve'] }]);
});

test('a document can be edited again some minutes after its final save', async () => {
  const { session, callbacks } = await changed('reused');
  await session.close();
  await session.join('ben');
  const early = callbacks.statuses();
  await session.leave('ben');
  docs.timing.reopenAfterMs = 0;

  await session.join('ben');
  docs.timing.reopenAfterMs = 300_000;
  await session.close();

  deepEqual(early, [1, 2]);
  deepEqual(callbacks.statuses(), [1, 2, 1, 4]);
});

test('links in callbacks begin with the origin by which the latest browser reached Docs', async () => {
  const server = await startDocsServer({ secrets: {}, publicOrigin: 'https://docs.example.com' });
  const { url: callbackUrl } = callbackHost(host);
  const session = await server.openDocument({ key: 'k', callbackUrl, users: ['anna'] });
  await session.edit('anna', 'hello');
  const first = await session.save('anna');
  await session.join('ben', { origin: 'https://elsewhere.example' });
  await session.edit('ben', 'hello');
  const second = await session.save('anna');
  await server.stop();

  match(first?.body.url ?? '', /^https:\/\/docs\.example\.com\/cache\//);
  match(second?.body.url ?? '', /^https:\/\/elsewhere\.example\/cache\//);
});

test('another process opens documents by the control server', async () => {
  const control = await openControl(docs);
  const remote = docsAt(control.url);
  const { url: callbackUrl } = callbackHost(host);

  const session = await remote.openDocument({ key: 'remote', callbackUrl, users: ['anna'] });
  const nothing = await session.save('anna');
  await session.edit('anna', 'hello');
  const coming = session.callback({ status: 2, taken: true });
  await session.close();
  const final = await coming;
  await remote.sessionApi.setTiming({ saveDelayMs: 7 });
  await rejects(session.leave('nobody'), /nobody has not opened remote/);
  const log = await session.callbacks();
  await control.stop();

  equal(nothing, null);
  deepEqual([final.key, final.body.filetype, docs.timing.saveDelayMs], ['remote', 'docx', 7]);
  deepEqual(
    log.map(({ status }) => status),
    [1, 2],
  );
});
