import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { after, test } from 'node:test';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { Build } from '../../shared/build/build.ts';
import { textOf } from '../support/docs/documents.ts';
import { ARGUMENT_SCRIPT, held, script, written } from '../support/docs/scripts.ts';
import { openFileServer } from '../support/file-server.ts';
import { testEnds } from '../support/stack/ends.ts';
import { openGateway } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'calls');
const fileServer = await openFileServer();
after(() => fileServer.stop());

type Page = { items: Build[]; cursor: string | null };

test('a running build is read with retry-after, and with prefer: wait the call is held until its end', async () => {
  const caller = await gateway.as();
  const gate = fileServer.hold('wait.png');

  const posted = await caller.post({ script: held(gate.url) });
  await gate.asked;
  const got = await caller.call('GET', `/v1/builds/${posted.body.id}`);
  const waiting = caller.call('GET', `/v1/builds/${posted.body.id}`, {
    headers: { prefer: 'respond-async, wait=20' },
  });
  gate.letGo();
  const ended = await waiting;

  equal(posted.status, 202);
  match(`${posted.headers.get('retry-after')}`, /^\d+$/);
  deepEqual([got.status, got.body.status], [200, 'running']);
  match(`${got.headers.get('retry-after')}`, /^\d+$/);
  equal(got.headers.get('preference-applied'), null);
  deepEqual([ended.status, ended.body.status], [200, 'succeeded']);
  equal(ended.headers.get('preference-applied'), 'wait=20');
  equal(ended.headers.get('retry-after'), null);
});

test('a prefer header that cannot be honoured is ignored', async () => {
  const caller = await gateway.as();

  const { status, headers, body } = await caller.post(
    { script: written('a') },
    { prefer: 'wait=soon' },
  );

  deepEqual([status, headers.get('preference-applied')], [202, null]);
  ok(['queued', 'running'].includes(body.status));
});

test('the link of a file serves the file as a download, or inline if a browser may show its type', async () => {
  const caller = await gateway.as();
  const saves = script(
    "paragraph.AddText('linked');",
    ['docx', 'Счёт 1.docx'],
    ['txt', 'Счёт 1.txt'],
  );
  const build = await caller.build({ script: saves });
  const pathOf = (name: string) => `/v1/builds/${build.id}/files/${encodeURIComponent(name)}`;
  const served = async (path: string) => {
    const { status, headers } = await caller.call('GET', path);
    const file = await fetch(`${headers.get('location')}`);
    return { status, disposition: `${file.headers.get('content-disposition')}`, file };
  };

  const saved = await served(pathOf('Счёт 1.docx'));
  const office = await served(`${pathOf('Счёт 1.docx')}?disposition=inline`);
  const shown = await served(`${pathOf('Счёт 1.txt')}?disposition=inline`);

  deepEqual([saved.status, office.status, shown.status], [302, 302, 302]);
  match(saved.disposition, /^attachment;/);
  match(office.disposition, /^attachment;/);
  match(shown.disposition, /^inline;/);
  equal(shown.file.headers.get('content-type'), 'text/plain; charset=utf-8');
  ok(shown.disposition.includes(encodeURIComponent('Счёт 1.txt')));
  equal(textOf(Buffer.from(await saved.file.arrayBuffer())), 'linked');
  const strange = await caller.call('GET', `${pathOf('Счёт 1.docx')}?disposition=sideways`);
  deepEqual([strange.status, strange.body.code], [422, 'REQUEST_INVALID']);
});

test('a file that was deleted from the bucket is answered 410, and its build has no link for it', async () => {
  const caller = await gateway.as();
  const build = await caller.build({ script: written('gone') });
  const [file] = build.files;
  const { VersionId } = await gateway.headOf(file as Build['files'][0]);
  await gateway.s3.send(
    new DeleteObjectCommand({ Bucket: file?.bucket, Key: file?.key, VersionId }),
  );

  const link = await caller.call('GET', `/v1/builds/${build.id}/files/letter.txt`);
  const none = await caller.call('GET', `/v1/builds/${build.id}/files/other.docx`);
  const { body } = await caller.call<Build>('GET', `/v1/builds/${build.id}`);

  deepEqual([link.status, link.body.code], [410, 'GONE']);
  deepEqual([none.status, none.body.code], [404, 'NOT_FOUND']);
  equal(body.files[0]?.url, null);
});

test('a list of builds is newest first, in pages, and can be filtered', async () => {
  const caller = await gateway.as();
  const template = `${caller.tenant}-list`;
  await gateway.put(`templates/${template}.docbuilder`, ARGUMENT_SCRIPT);
  const made: Build[] = [];
  for (const n of [1, 2, 3])
    made.push(await caller.build({ script: written(`${n}`), correlationId: 'x' }));
  made.push(await caller.build({ template, argument: { text: '4' } }));
  made.push(await caller.build({ script: 'throw new Error("SaveFile");', correlationId: 'y' }));
  const ids = made.map(({ id }) => id).reverse();
  const list = async (query: string) =>
    (await caller.call<Page>('GET', `/v1/builds?${query}`)).body;

  const first = await list('limit=2');
  const second = await list(`limit=2&cursor=${encodeURIComponent(`${first.cursor}`)}`);
  const third = await list(`limit=2&cursor=${encodeURIComponent(`${second.cursor}`)}`);

  const pages = [first, second, third].map(({ items }) => items.map(({ id }) => id));
  deepEqual(pages, [ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  equal(third.cursor, null);
  const narrowed = async (query: string) => (await list(query)).items.map(({ id }) => id);
  deepEqual(await narrowed('status=failed'), ids.slice(0, 1));
  deepEqual(await narrowed(`template=${template}`), ids.slice(1, 2));
  deepEqual(await narrowed('correlationId=x'), ids.slice(2));
  deepEqual(await narrowed('correlationId=x&status=failed'), []);
  const [newest] = (await list('')).items;
  deepEqual(newest, made.at(-1));
  const wrong = await caller.call('GET', '/v1/builds?limit=101&cursor=nonsense&color=red');
  deepEqual([wrong.status, wrong.body.code], [422, 'REQUEST_INVALID']);
});

testEnds(gateway);
