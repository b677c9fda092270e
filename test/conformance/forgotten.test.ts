import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { after, test } from 'node:test';
import { until } from '../support/until.ts';
import { anyDocs, needs, spares } from './support/any-docs.ts';
import { type AnySession, anySession } from './support/any-session.ts';
import { type Answer, callbackHost, OK, stableFields } from './support/callback-host.ts';
import { closeEditors } from './support/editor.ts';
import { scriptHost } from './support/script-host.ts';

const docs = await anyDocs();
const host = await scriptHost();
after(() => Promise.all([closeEditors(), docs.stop(), host.stop()]));

const listed = async () => (await docs.command({ c: 'getForgottenList' })).keys as string[];

const forgotten = (key: string) =>
  until(async () => (await listed()).includes(key), 20_000, `${key} among the forgotten files`);

const removed = (key: string) =>
  until(async () => !(await listed()).includes(key), 20_000, `a list without ${key}`);

/** A user changes a document and closes it; the final save gets these answers. */
async function saved(...answers: Answer[]) {
  const callbacks = callbackHost(host);
  const session = await anySession(docs, host);
  await session.join('anna', callbacks.url);
  await callbacks.got(1);
  await session.edit('anna');
  callbacks.answer(...answers);
  await session.leave('anna', { onPurpose: true });
  await callbacks.got(2);
  return { callbacks, session, key: session.key };
}

const reopened = async (session: AnySession, url: string) => {
  await session.join('ben', url);
  await session.leave('ben', { onPurpose: true });
};

test('the callback of a final save is sent again after 1, 2 and 4 seconds, and then its file is forgotten', async () => {
  const { callbacks, key } = await saved({ status: 503 });
  const last = await callbacks.got(2, 4);
  await forgotten(key);
  const gone = [
    (await docs.command({ c: 'info', key })).error,
    (await docs.command({ c: 'forcesave', key })).error,
  ];

  const tries = callbacks.received.filter(({ body }) => body.status === 2);
  const pauses = tries.slice(1).map(({ at }, n) => (at - (tries[n]?.at ?? 0)) / 1000);
  deepEqual(pauses.map(Math.floor), [1, 2, 4]);
  deepEqual(stableFields(last), stableFields(tries[0] ?? last));
  equal(last.body.lastsave, tries[0]?.body.lastsave);
  deepEqual(gone, [1, 1]);
});

test('a final save ends with the first callback that is accepted', async () => {
  const { callbacks, key } = await saved({ status: 429 }, { status: 500 }, OK);
  await callbacks.got(2, 3);

  equal((await docs.command({ c: 'info', key })).error, 0);
  deepEqual(callbacks.statuses().slice(0, 4), [1, 2, 2, 2]); // one more follows, of the command info
  equal((await listed()).includes(key), false);
});

test('an answer that is neither a success nor a temporary error ends a final save, and its file is forgotten', async () => {
  const bad: Answer[] = [
    { body: '{"error":1}' },
    { body: '' },
    { body: 'ok' },
    { body: '{}' },
    { body: 'null' },
    { status: 201, body: '{"error":0}' },
    { status: 404, body: '{"error":0}' },
  ];

  const saves = await Promise.all(bad.map((answer) => saved(answer)));
  await Promise.all(saves.map(({ key }) => forgotten(key)));

  for (const { callbacks } of saves) deepEqual(callbacks.statuses(), [1, 2]);
});

test('an answer with "0" instead of 0 accepts a final save', async () => {
  const { key } = await saved({ body: '{"error":"0"}', headers: { 'content-type': 'text/plain' } });

  equal((await docs.command({ c: 'info', key })).error, 0);
  equal((await listed()).includes(key), false);
});

test('a callback follows a 302 redirect without its body and a 307 redirect with it', async () => {
  const [plain, full] = [callbackHost(host), callbackHost(host)];

  const lost = await saved({ status: 302, headers: { location: plain.url } }, OK);
  const whole = await saved({ status: 307, headers: { location: full.url } }, OK);
  await full.got(2);

  deepEqual(
    [plain.received[0]?.method, plain.received[0]?.body, full.received[0]?.method],
    ['GET', {}, 'POST'],
  );
  equal((await docs.command({ c: 'info', key: lost.key })).error, 0);
  equal((await docs.command({ c: 'info', key: whole.key })).error, 0);
});

test('a forgotten file is downloaded from its link, dated by when it was kept', async () => {
  const { key } = await saved({ status: 404 });
  await forgotten(key);

  const { url, ...answer } = await docs.command({ c: 'getForgotten', key });
  const response = await fetch(String(url));
  const bytes = Buffer.from(await response.arrayBuffer());

  deepEqual(answer, { key, error: 0 });
  const at = `^${docs.url}/cache/files/forgotten/${key}/output\\.docx/output\\.docx`;
  match(
    String(url),
    new RegExp(`${at}\\?md5=[\\w-]+&expires=\\d+&shardkey=.+&filename=output.docx$`),
  );
  equal(bytes.toString('latin1', 0, 2), 'PK');
  deepEqual(
    ['content-disposition', 'content-length'].map((name) => response.headers.get(name)),
    ['attachment', String(bytes.length)],
  );
  const kept = Date.parse(response.headers.get('last-modified') ?? '');
  ok(Math.abs(Date.now() - kept) < 60_000);
  match(response.headers.get('etag') ?? '', /^W\/"[0-9a-f]+-[0-9a-f]+"$/);
});

test('a document is opened again from its forgotten file, which is deleted once a save is accepted', async () => {
  const { callbacks, session, key } = await saved({ status: 404 }, OK);
  await forgotten(key);

  await reopened(session, callbacks.url);
  const final = await callbacks.got(2, 2);
  await removed(key);

  deepEqual(stableFields(final), {
    key,
    status: 2,
    users: ['ben'],
    actions: [{ type: 0, userid: 'ben' }],
    notmodified: null,
    filetype: 'docx',
  });
  deepEqual([final.body.history, 'changesurl' in final.body], [{}, false]);
});

test('the command deleteForgotten deletes a file, and fails with 1 the second time', async () => {
  const { key } = await saved({ status: 404 });
  await forgotten(key);
  const remove = async () => (await docs.command({ c: 'deleteForgotten', key })).error;

  deepEqual([await remove(), await remove()], [0, 1]);
  equal((await listed()).includes(key), false);
});

test('the keys "" and "." mean all forgotten files', {
  skip: spares('delete all forgotten files'),
}, async () => {
  const { key } = await saved({ status: 404 });
  await forgotten(key);

  const { url } = await docs.command({ c: 'getForgotten', key: '' });
  const deleted = await docs.command({ c: 'deleteForgotten', key: '.' });

  match(String(url), /\/cache\/files\/forgotten\//);
  deepEqual([deleted.error, await listed()], [0, []]);
});

test('with forgotten files in S3 a key means every key that begins with it', {
  skip: needs('storage in S3 that this test can switch on'),
}, async () => {
  const { key } = await saved({ status: 404 });
  await forgotten(key);
  docs.embedded?.faults.add({ name: 'prefix-storage' });
  const start = key.slice(0, -1);

  const { url } = await docs.command({ c: 'getForgotten', key: start });
  const deleted = await docs.command({ c: 'deleteForgotten', key: start });
  docs.embedded?.faults.clear();

  match(String(url), new RegExp(`/forgotten/${key}/output\\.docx`));
  deepEqual([deleted.error, (await listed()).includes(key)], [0, false]);
});
