import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { after, test } from 'node:test';
import { held, written } from '../../support/docs/scripts.ts';
import { openFileServer } from '../../support/file-server.ts';
import { testEnds } from '../../support/stack/ends.ts';
import { openGateway } from '../../support/stack/gateway.ts';
import { stack } from '../../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'held-calls');
const fileServer = await openFileServer();
after(() => fileServer.stop());

// A call is held only if a slot is free in time, so no other tests may run beside these.

test('a post with prefer: wait is answered when its build ends', async () => {
  const caller = await gateway.as();

  const { status, body, headers } = await caller.post(
    { script: written('held'), priority: 'low' },
    { prefer: 'wait=25' },
  );

  deepEqual([status, body.status], [200, 'succeeded'], JSON.stringify(body));
  equal(headers.get('location'), `${gateway.outputs.apiUrl}/v1/builds/${body.id}`);
  equal(headers.get('preference-applied'), 'wait=25');
  equal(headers.get('cache-control'), 'no-store');
  equal(headers.get('retry-after'), null);
  ok(headers.get('x-request-id'));
});

test('a post with prefer: wait whose build takes longer is answered 202 after as long as it asks', async () => {
  const caller = await gateway.as();
  const gate = fileServer.hold('longer.png');
  const began = performance.now();

  const { status, body, headers } = await caller.post(
    { script: held(gate.url) },
    { prefer: 'wait=6' },
  );
  const waitedMs = performance.now() - began;
  gate.letGo();

  equal(status, 202, JSON.stringify(body));
  ok(waitedMs >= 5_900, `${waitedMs} ms`);
  equal(headers.get('preference-applied'), 'wait=6');
  match(`${headers.get('retry-after')}`, /^\d+$/);
});

testEnds(gateway);
