import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '../../support/docs/documents.ts';
import { editingOf } from '../../support/docs/editing.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { type CallbackClaims, callbackPoster, came } from '../../support/stack/post-callback.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'callback-fields');
const editing = editingOf(gateway);
const { post, signed } = callbackPoster(gateway);

test('claims that are not a callback are answered 422, an address without a tenant 403, and another method 405', async () => {
  const { tenant } = await gateway.as();
  const wrong: [claims: CallbackClaims, pointer: string][] = [
    [came(''), '/key'],
    [came(`${tenant}.letter`, { status: 5 }), '/status'],
    [came(`${tenant}.letter`, { status: 2 }), '/url'],
    [came(`${tenant}.letter`, { status: 2, url: 42 }), '/url'],
    [came(`${tenant}.letter`, { status: 2, url: 'file:///etc/passwd' }), '/url'],
  ];

  for (const [claims, pointer] of wrong) {
    const { status, body } = await post(tenant, await signed(claims));

    deepEqual([status, body.code], [422, 'REQUEST_INVALID'], JSON.stringify(body));
    ok(
      body.errors?.some((error) => error.pointer === pointer),
      JSON.stringify(body.errors),
    );
  }
  const nobody = await post('no%20tenant', await signed(came('letter')));
  const looked = await fetch(editing.callbackUrl(tenant));
  const text = await post(tenant, 'token=a');
  deepEqual([nobody.status, nobody.body.code], [403, 'FORBIDDEN']);
  equal(looked.status, 405);
  equal(looked.headers.get('allow'), 'POST');
  deepEqual([text.status, text.body.code], [400, 'MALFORMED']);
});

test("a callback address's query of 2 KB is in the event, and of a longer one what fits", async () => {
  const { tenant } = await gateway.as();
  const key = `${tenant}.query`;
  const body = await signed(came(key));
  const value = 'q'.repeat(2046);

  const longKey = `${tenant}.long-query`;
  const long = await post(tenant, await signed(came(longKey)), {}, `?order=42&q=${value}`);
  const fits = await post(tenant, body, {}, `?q=${value}`);
  const { detail } = await editing.eventOf('Document Editing', key);
  const cut = await editing.eventOf('Document Editing', longKey);

  deepEqual([long.status, fits.status], [200, 200]);
  deepEqual(detail.data.query, { q: value });
  const { query, queryOmitted } = cut.detail.data as unknown as CallbackClaims;
  deepEqual([query, queryOmitted], [{ order: '42' }, true]);
});

test('a save with a key, a link, userdata and a file type that are unusual is kept and has an event', async () => {
  const caller = await gateway.as();
  const { tenant } = caller;
  const [url = ''] = await editing.savedStates(caller);
  const { pathname, search } = new URL(url);
  const key = `${tenant}.Übersicht/2026`;
  const claims = {
    key,
    status: '6',
    url: pathname + search,
    filetype: '.DOCX',
    userdata: { order: 42 },
    lastsave: '2026-11-22T08:00:00.000Z',
  };

  const { status, body } = await post(tenant, await signed(claims));
  const { detail } = await editing.eventOf('Document Saved', key);

  deepEqual([status, body], [200, { error: 0 }]);
  const { files, ...data } = detail.data;
  const folder = `documents/${tenant}/${tenant}.~C3~9Cbersicht~2F2026/2026-11-22T08:00:00.000Z`;
  equal(files.document?.key, `${folder}/document.docx`);
  equal(textOf(await editing.read(`${files.document?.key}`)), 'One');
  const { userdata, filetype } = data as unknown as CallbackClaims;
  deepEqual([userdata, filetype], [{ order: 42 }, 'docx']);
});

test('what cannot be kept of a callback that Docs signed is announced as Request Refused', async () => {
  const { tenant } = await gateway.as();
  const key = `${tenant}.refused`;

  const { status } = await post(tenant, await signed(came(key, { status: 2 })));
  const { detail } = await gateway.events.first<CallbackClaims>(
    `Request Refused of ${key}`,
    (event) =>
      event['detail-type'] === 'Request Refused' && event.detail.metadata.correlationId === key,
  );

  equal(status, 422);
  const { origin, code, errors } = detail.data;
  deepEqual(
    [origin, code, errors],
    [
      'callback',
      'REQUEST_INVALID',
      [{ pointer: '/url', detail: 'must be a link to the document' }],
    ],
  );
});
