import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '../../support/docs/documents.ts';
import { type DocumentEventData, editingOf } from '../../support/docs/editing.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { callbackPoster } from '../../support/stack/post-callback.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'save-order');
const editing = editingOf(gateway);
const { post, signed } = callbackPoster(gateway);

test('the newest save is the latest version and each save has one event, in whatever order the saves arrive', async () => {
  const caller = await gateway.as();
  const { tenant } = caller;
  const urls = await editing.savedStates(caller);
  const key = `${tenant}.ordered`;
  const save = (n: number, status: number) =>
    signed({
      key,
      status,
      url: urls[n],
      filetype: 'docx',
      lastsave: `2026-11-22T08:00:0${n}.000Z`,
    });
  const failed = await signed({ key, status: 7, lastsave: '2026-11-22T08:00:09.000Z' });

  const bodies = [await save(1, 6), await save(2, 6), await save(0, 6), await save(2, 2), failed];
  for (const body of [...bodies, ...bodies.toReversed()])
    deepEqual(await post(tenant, body), { status: 200, body: { error: 0 } });
  const { detail } = await editing.eventOf('Document Save Failed', key);

  const latest = await editing.latest(caller, key);
  deepEqual([latest?.lastsave, latest?.status], ['2026-11-22T08:00:02.000Z', 2]);
  deepEqual(detail.data.files, { document: null, changes: null, history: null, form: null });
  const texts = [0, 1, 2].map(async (n) => {
    const folder = `documents/${tenant}/${key}/2026-11-22T08:00:0${n}.000Z`;
    return textOf(await editing.read(`${folder}/document.docx`));
  });
  deepEqual(await Promise.all(texts), ['One', 'One\nTwo', 'One\nTwo\nThree']);
  const ids = editing.eventsOf(key).map((event) => event.detail.metadata.id);
  equal(new Set(ids).size, 5);
});

test('saves within one second are all kept, have one event each, and the last one received is the latest version', async () => {
  const caller = await gateway.as();
  const { tenant } = caller;
  const urls = await editing.savedStates(caller);
  const key = `${tenant}.one-second`;
  const lastsave = '2026-11-22T08:00:00.000Z';
  const save = (url: string) => signed({ key, status: 6, url, filetype: 'docx', lastsave });

  for (const url of [...urls, ...urls.map((each) => `${each}&signed=anew`)])
    deepEqual(await post(tenant, await save(url)), { status: 200, body: { error: 0 } });
  await post(tenant, await signed({ key, status: 7, lastsave: '2026-11-22T08:00:09.000Z' }));
  await editing.eventOf('Document Save Failed', key);

  const folders = ['', '_02', '_03'].map((turn) => `documents/${tenant}/${key}/${lastsave}${turn}`);
  const texts = folders.map(async (folder) =>
    textOf(await editing.read(`${folder}/document.docx`)),
  );
  deepEqual(await Promise.all(texts), ['One', 'One\nTwo', 'One\nTwo\nThree']);
  const latest = (await editing.latest(caller, key)) as { files: DocumentEventData['files'] };
  equal(latest.files.document?.key, `${folders[2]}/document.docx`);
  const saves = editing.eventsOf(key).filter(({ detail: { data } }) => data.status === 6);
  equal(new Set(saves.map((event) => event.detail.metadata.id)).size, 3);
  for (const folder of folders)
    ok(saves.some(({ detail }) => detail.data.files.document?.key === `${folder}/document.docx`));
});
