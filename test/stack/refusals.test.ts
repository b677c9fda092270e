import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { SQSClient } from '@aws-sdk/client-sqs';
import { queueNamed, takeMessage } from '../support/aws/queues.ts';
import { docsState } from '../support/docs/docs-state.ts';
import { docx } from '../support/docs/scripts.ts';
import { localClient } from '../support/local-client.ts';
import { listAll } from '../support/stack/ends.ts';
import { openGateway } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'refusals');
const docs = docsState(gateway.outputs);
const sqs = localClient(SQSClient, gateway.aws);
const deadLetters = await queueNamed(sqs, 'QueuesBuildsDead');
const json = { 'content-type': 'application/json' };

/** Requests that every entry point refuses, with the code and the pointers of the refusal. */
const WRONG: [what: string, request: object, code: string, ...pointers: string[]][] = [
  ['a request without a source', {}, 'REQUEST_INVALID', ''],
  ['a request with two sources', { script: docx('a'), template: 'a' }, 'REQUEST_INVALID', ''],
  ['an unknown field', { script: docx('a'), color: 1 }, 'REQUEST_INVALID', '/color'],
  ['an empty script', { script: ' \n' }, 'SCRIPT_INVALID', '/script'],
  ['a script that saves nothing', { script: 'var a = 1;' }, 'SCRIPT_INVALID', '/script'],
  ['a script with a NUL character', { script: `${docx('a')}\0` }, 'SCRIPT_INVALID', '/script'],
  ['a script that is a number', { script: 1 }, 'REQUEST_INVALID', '/script'],
  ['an unknown template', { template: 'nowhere' }, 'TEMPLATE_NOT_FOUND', '/template'],
  ['a template with a path', { template: '../a' }, 'REQUEST_INVALID', '/template'],
  [
    'an output with the key ../b',
    { script: docx('a'), outputs: { 'a.docx': '../b' } },
    'REQUEST_INVALID',
    '/outputs/a.docx',
  ],
  [
    'an output with an absolute key',
    { script: docx('a'), outputs: { 'a.docx': '/b' } },
    'REQUEST_INVALID',
    '/outputs/a.docx',
  ],
  [
    'an output whose key begins with a build id',
    { script: docx('a'), outputs: { 'a.docx': '01M81DK8XD0TZVWQ6V1YTXCGXM/b' } },
    'REQUEST_INVALID',
    '/outputs/a.docx',
  ],
  [
    'a pair of outputs with the same key',
    { script: docx('a'), outputs: { 'a.docx': 'x', 'b.docx': 'x' } },
    'REQUEST_INVALID',
    '/outputs',
  ],
  [
    'a metadata value of 501 characters',
    { script: docx('a'), metadata: { a: 'x'.repeat(501) } },
    'REQUEST_INVALID',
    '/metadata/a',
  ],
  [
    'an argument over 100 KiB',
    { script: docx('a'), argument: 'ж'.repeat(60_000) },
    'REQUEST_INVALID',
    '/argument',
  ],
  ['a url with a private address', { url: 'https://10.0.0.1/a.js' }, 'SOURCE_REFUSED', '/url'],
];

for (const [what, request, code, ...pointers] of WRONG) {
  test(`${what} is refused by HTTP, in the queue and on the bus, with code, field and rule`, async () => {
    const caller = await gateway.as();
    const { tenant } = caller;

    const reply = await caller.post(request);
    const messageId = await gateway.send({ ...request, tenant });
    const eventId = await gateway.request({ ...request, tenant });

    equal(reply.body.code, code, JSON.stringify(reply.body));
    equal(reply.headers.get('content-type'), 'application/problem+json');
    deepEqual(
      reply.body.errors?.map(({ pointer }) => pointer),
      pointers,
    );
    equal(reply.body.instance, reply.headers.get('x-request-id'));
    for (const [origin, correlationId] of [
      ['sqs', messageId],
      ['event', eventId],
    ] as const) {
      const { detail } = await gateway.refusalOf(correlationId);
      deepEqual(detail.metadata, { id: detail.metadata.id, version: '1', tenant, correlationId });
      deepEqual(detail.data, {
        origin,
        code,
        detail: reply.body.detail,
        errors: reply.body.errors,
      });
    }
    deepEqual(await listAll(caller), []);
  });
}

test('a build message that is refused is in the dead-letter queue at once, with its reason', async () => {
  const caller = await gateway.as();
  const body = JSON.stringify({ tenant: caller.tenant, script: '', id: 'no id' });

  const correlationId = await gateway.send(body);
  const { detail } = await gateway.refusalOf(correlationId);
  const letter = await takeMessage(sqs, deadLetters, ({ Body }) => Body === body);

  equal(detail.data.code, 'REQUEST_INVALID');
  equal(detail.data.id, 'no id');
  equal(letter.MessageAttributes?.code?.StringValue, 'REQUEST_INVALID');
  match(`${letter.MessageAttributes?.detail?.StringValue}`, /26 characters/);
});

test('a message that is not JSON is refused as MALFORMED', async () => {
  const body = `{"script": "a", ${'x'.repeat(20)} refusals`;

  await gateway.send(body);
  const letter = await takeMessage(sqs, deadLetters, ({ Body }) => Body === body);

  equal(letter.MessageAttributes?.code?.StringValue, 'MALFORMED');
});

test('a request body that cannot be read is refused by HTTP, with the reason', async () => {
  const caller = await gateway.as();
  const wrong: [body: string, headers: Record<string, string>, status: number, code: string][] = [
    ['{"script":', json, 400, 'MALFORMED'],
    ['{"script":"a","script":"b"}', json, 400, 'MALFORMED'],
    ['{"__proto__":{}}', json, 400, 'MALFORMED'],
    ['{"argument":1e400}', json, 400, 'MALFORMED'],
    ['['.repeat(10_000), json, 400, 'MALFORMED'],
    ['script=a', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['--x\r\n', { 'content-type': 'multipart/form-data; boundary=x' }, 400, 'MALFORMED'],
    [JSON.stringify({ script: 'a'.repeat(1_100_000) }), json, 413, 'SCRIPT_TOO_LARGE'],
    [JSON.stringify({ script: '\n'.repeat(3_000_000) }), json, 413, 'SCRIPT_TOO_LARGE'],
    [JSON.stringify({ script: '\n'.repeat(3_200_000) }), json, 413, 'TOO_LARGE'],
    [JSON.stringify({ template: 'a', url: '\n'.repeat(3_000_000) }), json, 422, 'REQUEST_INVALID'],
    [JSON.stringify({ ['\n'.repeat(3_000_000)]: 'a' }), json, 422, 'REQUEST_INVALID'],
    [
      JSON.stringify({ script: docx('a') }),
      { ...json, 'idempotency-key': 'é' },
      422,
      'REQUEST_INVALID',
    ],
  ];

  for (const [body, headers, status, code] of wrong) {
    const reply = await caller.call('POST', '/v1/builds', { body, headers });

    deepEqual([reply.status, reply.body.code], [status, code], body.slice(0, 40));
  }
  const nowhere = await caller.call('GET', '/v2/builds');
  deepEqual([nowhere.status, nowhere.body.code], [404, 'NOT_FOUND']);
  const wrongId = await caller.call('GET', '/v1/builds/not-an-id');
  deepEqual([wrongId.status, wrongId.body.code], [404, 'NOT_FOUND']);
});

test('a refused build is not staged or stored, and Docs is not asked for it', async () => {
  const links = (await docs.jobs()).map(({ url }) => `${url}`);
  const tenants = gateway.callers().map(({ tenant }) => `/v1/scripts/${tenant}/`);

  deepEqual(
    links.filter((link) => tenants.some((tenant) => link.includes(tenant))),
    [],
  );
  for (const caller of gateway.callers()) deepEqual(await listAll(caller), []);
});
