import { deepEqual, ok } from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { awsFault } from '../../faults/proxy/aws-faults.ts';
import { docsFault } from '../../faults/proxy/docs-faults.ts';
import { openHttpProxy } from '../../faults/proxy/http-proxy.ts';
import { authorization, fault, proxied } from '../../support/faults/proxied.ts';
import { serve } from '../../support/serve.ts';

test('a Retry-After is what the fault says, or a date in two seconds', async (t) => {
  const { proxy, send } = await proxied(t);
  const under = async (text: string) => {
    const made = docsFault(fault('too-many-requests', { on: 'results', text }));
    ok(made);
    const remove = proxy.add(made);
    const { headers } = await send('/cache/files/a');
    remove();
    return headers.get('retry-after') ?? '';
  };

  deepEqual([await under('1000000000'), await under('soon')], ['1000000000', 'soon']);
  const aheadMs = Date.parse(await under('date')) - Date.now();
  ok(aheadMs > -10_000 && aheadMs <= 2_000, `${aheadMs} ms`);
});

test('five parts of multipart uploads are refused, and nothing else that S3 does', async (t) => {
  const { proxy, send } = await proxied(t);
  const made = awsFault(fault('refused-part'));
  ok(made);
  proxy.add(made);
  const signed = { authorization: authorization('s3') };
  const put = async (path: string) => {
    const url = `http://127.0.0.1:${proxy.port}${path}`;
    return (await fetch(url, { method: 'PUT', body: '{}', headers: signed })).status;
  };

  const parts: number[] = [];
  for (let n = 1; n <= 6; n++)
    parts.push(await put(`/bucket/key?partNumber=${n}&uploadId=a&x-id=UploadPart`));
  const whole = await put('/bucket/key?x-id=PutObject');
  const begin = await send('/bucket/key?uploads', signed);

  deepEqual(parts, [503, 503, 503, 503, 503, 200]);
  deepEqual([whole, begin.status, made.hits], [200, 200, 5]);
});

test('a fault of requests with a text in their body passes others on, with their body', async (t) => {
  const bodies: string[] = [];
  const origin = await serve(t, async (request, response) => {
    bodies.push(await text(request));
    response.end();
  });
  const proxy = await openHttpProxy(Number(new URL(origin).port));
  t.after(() => proxy.close());
  const deed = { do: 'answer', status: 500, body: '' } as const;
  proxy.add({ fits: () => true, body: '"c":"drop"', deed: () => deed, hits: 0 });
  const post = async (body: string) =>
    (await fetch(`http://127.0.0.1:${proxy.port}/`, { method: 'POST', body })).status;

  deepEqual([await post('{"c":"drop"}'), await post('{"c":"info"}')], [500, 200]);
  deepEqual(bodies, ['{"c":"info"}']);
});
