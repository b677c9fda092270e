import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { textOf } from '../../support/docs/documents.ts';
import { editingOf } from '../../support/docs/editing.ts';
import { serve } from '../../support/serve.ts';
import { type Answer, post } from '../../support/stack/command-entry-points.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'forced-saves');
const editing = editingOf(gateway);
const prefer = (wait: number) => ({ prefer: `wait=${wait}` });

describe('a forced save', { concurrency: 3 }, () => {
  test('a forced save with Prefer: wait is answered with its file, and no event has the userdata of the gateway', async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'waited');
    const { key } = session;
    await session.edit('anna', 'Waited for');

    const { status, headers, body } = await post<Answer>(
      caller,
      { c: 'forcesave', key },
      prefer(25),
    );

    const { document, ...answer } = body;
    deepEqual([status, answer], [200, { error: 0, key }]);
    equal(headers.get('preference-applied'), 'wait=25');
    equal(headers.get('cache-control'), 'no-store');
    const file = await fetch(`${document?.url}`);
    equal(textOf(Buffer.from(await file.arrayBuffer())), 'Waited for');
    const { detail } = await editing.eventOf('Document Saved', key);
    const { url, ...copy } = document ?? {};
    deepEqual(detail.data.files.document, copy);
    deepEqual([detail.data.status, 'userdata' in detail.data], [6, false]);
    const sent = await session.callback({ status: 6 });
    match(`${sent.body.userdata}`, /^docs-gateway\/[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  test("a forced save with the caller's userdata is recognized by it, and its event has it", async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'known');
    const command = { c: 'forcesave', key: session.key, userdata: 'order 42' };
    await session.edit('anna', 'Known');

    const { status, body } = await post<Answer>(caller, command, prefer(25));

    equal(status, 200, JSON.stringify(body));
    equal(textOf(await editing.read(`${body.document?.key}`)), 'Known');
    const { detail } = await editing.eventOf('Document Saved', session.key);
    equal(detail.data.userdata, 'order 42');
  });

  test('a forced save is answered 200 with error 4 when there is nothing to save, with and without Prefer: wait', async () => {
    const caller = await gateway.as();
    const { key } = await editing.open(caller, 'unchanged');

    for (const headers of [{}, prefer(25)]) {
      const { status, body } = await post(caller, { c: 'forcesave', key }, headers);

      deepEqual([status, body], [200, { error: 4, key }]);
    }
  });

  test('a forced save without Prefer: wait is answered at once', async () => {
    const caller = await gateway.as();
    const session = await editing.open(caller, 'unwaited');
    const { key } = session;
    await session.edit('anna', 'Not waited for');

    const { status, headers, body } = await post(caller, { c: 'forcesave', key });

    deepEqual([status, body], [200, { error: 0, key }]);
    equal(headers.get('preference-applied'), null);
    const { body: sent } = await session.callback({ status: 6 });
    equal(sent.userdata, undefined);
  });

  test('a forced save whose callback does not arrive in time is answered 202', async () => {
    const caller = await gateway.as();
    const callbackUrl = `${gateway.outputs.apiUrl}/v1/elsewhere`;
    const session = await editing.open(caller, 'elsewhere', { callbackUrl });
    const { key } = session;
    await session.edit('anna', 'Told to others');
    const began = Date.now();

    const { status, headers, body } = await post(caller, { c: 'forcesave', key }, prefer(2));

    deepEqual([status, body], [202, { error: 0, key }]);
    equal(headers.get('preference-applied'), 'wait=2');
    ok(Date.now() - began >= 1_900);
  });

  test('a forced save is recognized when Docs first sends again a file that it could not deliver earlier', async (t) => {
    const caller = await gateway.as();
    let isOpen = false;
    const callbackUrl = await serve(t, async (request, response) => {
      const headers = { 'content-type': 'application/json' };
      const body = await text(request);
      if (!isOpen) return void response.writeHead(404).end();
      const target = editing.callbackUrl(caller.tenant);
      const reply = await fetch(target, { method: 'POST', headers, body });
      response.writeHead(reply.status).end(await reply.text());
    });
    const session = await editing.open(caller, 'sent-again', { callbackUrl });
    const { key } = session;
    await session.edit('anna', 'Sent again');

    const first = { c: 'forcesave', key, userdata: 'first' };
    const lost = await post(caller, first);
    await session.callback({ status: 6, taken: false });
    isOpen = true;
    const second = { c: 'forcesave', key, userdata: 'second' };
    const { status, body } = await post<Answer>(caller, second, prefer(25));

    equal(lost.status, 200);
    equal(status, 200, JSON.stringify(body));
    equal(textOf(await editing.read(`${body.document?.key}`)), 'Sent again');
    const { detail } = await editing.eventOf('Document Saved', key);
    deepEqual([detail.data.userdata, detail.data.status], ['first', 6]);
  });
});
