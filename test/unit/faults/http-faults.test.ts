import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { awsFault } from '../../faults/proxy/aws-faults.ts';
import { docsFault } from '../../faults/proxy/docs-faults.ts';
import type { FaultAction } from '../../faults/schedule/schedule.ts';
import { ANSWER, authorization, fault, proxied } from '../../support/faults/proxied.ts';

test('the proxy passes requests and answers on, with the host that the client named', async (t) => {
  const { proxy, send, seen } = await proxied(t);

  const answer = await send('/docbuilder?a=b');

  deepEqual([answer.status, answer.text], [200, ANSWER]);
  deepEqual(seen, [`POST /docbuilder?a=b 127.0.0.1:${proxy.port}`]);
});

test('a fault of answers applies to the requests it is on, counts them, and ends when it is removed', async (t) => {
  const { proxy, send, seen } = await proxied(t);
  const page = docsFault(fault('page', { on: 'builder' }));
  ok(page);
  const remove = proxy.add(page);

  const builder = await send('/docbuilder');
  const command = await send('/command');
  remove();
  const after = await send('/docbuilder');

  equal(builder.status, 200);
  match(builder.text, /^<!doctype html>/);
  deepEqual([command.text, after.text], [ANSWER, ANSWER]);
  deepEqual([page.hits, seen.length], [1, 2]);
});

test('a status, too many requests and half an answer look as a proxy in front of Docs makes them', async (t) => {
  const { proxy, send } = await proxied(t);
  const under = async (action: FaultAction) => {
    const made = docsFault(action);
    ok(made);
    const remove = proxy.add(made);
    const { status, headers, text } = await send('/docbuilder');
    remove();
    return [status, headers.get('retry-after'), text];
  };

  const status = await under(fault('status', { on: 'builder', value: 503 }));
  const many = await under(fault('too-many-requests', { on: 'builder', text: '3' }));
  const half = await under(fault('half-answer', { on: 'builder' }));

  equal(status[0], 503);
  deepEqual(many, [429, '3', '']);
  deepEqual(half, [200, null, ANSWER.slice(0, 12)]);
});

/** Faults of AWS, with the answers to a request to DynamoDB and to S3. */
const REFUSALS: [FaultAction['fault'], dynamodb: [number, string], s3: [number, string]][] = [
  ['throttle', [400, 'ThrottlingException'], [503, 'SlowDown']],
  ['server-error', [500, 'InternalServerError'], [500, 'InternalError']],
  ['denied', [400, 'AccessDeniedException'], [403, 'AccessDenied']],
];

for (const [name, dynamodb, s3] of REFUSALS) {
  test(`${name} answers as DynamoDB and as S3 do, only to the service it is on`, async (t) => {
    const { proxy, send, seen } = await proxied(t);
    for (const on of ['dynamodb', 's3']) {
      const made = awsFault(fault(name, { on }));
      ok(made);
      proxy.add(made);
    }

    const table = await send('/', { authorization: authorization('dynamodb') });
    const bucket = await send('/bucket/key', { authorization: authorization('s3') });
    const other = await send('/', { authorization: authorization('sqs') });
    const presigned = await send('/bucket/key?X-Amz-Signature=0');

    deepEqual([table.status, JSON.parse(table.text).__type], dynamodb);
    deepEqual([bucket.status, /<Code>(\w+)/.exec(bucket.text)?.[1]], s3);
    deepEqual([other.text, presigned.text, seen.length], [ANSWER, ANSWER, 2]);
  });
}

test('a lost answer reaches the server, a reset does not, and the client gets no answer from either', async (t) => {
  const { proxy, send, seen } = await proxied(t);
  const headers = { authorization: authorization('states') };
  const lost = awsFault(fault('lost-answer', { on: 'states' }));
  const reset = awsFault(fault('aws-reset', { on: 'states' }));
  ok(lost && reset);

  const removeLost = proxy.add(lost);
  await rejects(send('/', headers));
  removeLost();
  proxy.add(reset);
  await rejects(send('/', headers));

  equal(seen.length, 1);
});

test('a refused entry is an answer with status 200 that says so', async (t) => {
  const { proxy, send } = await proxied(t);
  const made = awsFault(fault('refused-entry', { on: 'events' }));
  ok(made);
  proxy.add(made);

  const { status, text } = await send('/', { authorization: authorization('events') });

  equal(status, 200);
  deepEqual(
    [JSON.parse(text).FailedEntryCount, JSON.parse(text).Entries[0].ErrorCode],
    [1, 'InternalFailure'],
  );
});

test('a fault for so many requests ends after them', async (t) => {
  const { proxy, send } = await proxied(t);
  const deed = { do: 'answer', status: 500, body: '' } as const;
  proxy.add({ fits: () => true, deed: () => deed, hits: 0, left: 2 });

  const statuses = [await send('/'), await send('/'), await send('/')].map(({ status }) => status);

  deepEqual(statuses, [500, 500, 200]);
});
