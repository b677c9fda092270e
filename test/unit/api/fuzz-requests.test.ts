import { ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import type { RouteKey } from '../../../shared/api/routes.ts';
import { type Sent, send } from '../../support/aws/http-event.ts';
import { willingAws } from '../../support/aws/willing-aws.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { checkAnswer } from '../../support/fuzz/answers.ts';
import { forms } from '../../support/fuzz/forms.ts';
import { apiFunction } from '../../support/fuzz/handlers.ts';
import { growthOf, inTime } from '../../support/fuzz/limits.ts';
import { changedFields, INHERITED, jsonTexts, SEED } from '../../support/fuzz/values.ts';

const CLAIMS = {
  org: 'acme',
  sub: 'anna',
  scope: 'builds:read builds:write scripts:run commands:* tenants:act',
};
const SECRET = 'the-secret-of-a-fuzzed-docs-0123456';
const JSON_TYPE = { 'content-type': 'application/json' };
/** Of a request that arrived half a minute ago, so that no answer waits. */
const timeEpoch = Date.now() - 30_000;

const REQUEST = {
  script: scriptOf('a.docx'),
  argument: { n: 1 },
  inputs: { 'a.png': 'a.png' },
  outputs: { 'a.docx': 'kept/a.docx' },
  metadata: { order: '42' },
  correlationId: 'order-42',
};
const { inputs: _, ...WITHOUT_INPUTS } = REQUEST;

/** Text of any kind that a header, a query or a path may hold. */
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.stringMatching(/^[wait=";, \\0-9]{0,20}$/),
  fc.constantFrom('', ' ', ',', '"', 'a,b', '%', '..', '\0', 'x'.repeat(9_000), '😀'.repeat(300)),
);

const someHeaders = fc.dictionary(
  fc.constantFrom(
    'prefer',
    'idempotency-key',
    'x-correlation-id',
    'docs-gateway-tenant',
    'authorization',
    'content-type',
    'content-length',
    'content-encoding',
    'constructor',
  ),
  anyText,
  { maxKeys: 3 },
);

/** Sends generated requests to a route of a function. */
async function fuzz(
  t: TestContext,
  name: string,
  routeKey: RouteKey,
  sent: fc.Arbitrary<Sent>,
  numRuns: number,
): Promise<void> {
  await willingAws(t, SECRET);
  const handler = await apiFunction(name);
  await fc.assert(
    fc.asyncProperty(sent, async (request) => {
      const answer = await inTime(() =>
        send(handler, routeKey, { timeEpoch, claims: CLAIMS, ...request }),
      );
      checkAnswer(routeKey, answer);
    }),
    { numRuns, seed: SEED },
  );
}

test('every JSON body gets a build or a problem that names the reason', (t) =>
  fuzz(
    t,
    'create-build',
    'POST /v1/builds',
    fc.oneof(jsonTexts(REQUEST), jsonTexts(WITHOUT_INPUTS)).map((body) => ({
      headers: JSON_TYPE,
      body,
    })),
    200,
  ));

test('every form gets a build or a problem that names the reason', (t) =>
  fuzz(t, 'create-build', 'POST /v1/builds', forms(WITHOUT_INPUTS), 150));

test('every set of headers gets a build or a problem that names the reason', (t) =>
  fuzz(
    t,
    'create-build',
    'POST /v1/builds',
    someHeaders.map((headers) => ({
      headers: { ...JSON_TYPE, ...headers },
      body: JSON.stringify(WITHOUT_INPUTS),
    })),
    60,
  ));

test('every token gets an answer or a problem that names the reason', (t) =>
  fuzz(
    t,
    'create-build',
    'POST /v1/builds',
    changedFields({ ...CLAIMS, scp: ['builds:write'], roles: '[builds:write]' }).map((claims) => ({
      headers: JSON_TYPE,
      body: JSON.stringify(WITHOUT_INPUTS),
      claims,
    })),
    40,
  ));

test('every query of a list gets a page or a problem that names the parameter', (t) =>
  fuzz(
    t,
    'list-builds',
    'GET /v1/builds',
    fc
      .dictionary(
        fc.constantFrom('status', 'correlationId', 'template', 'limit', 'cursor', ...INHERITED),
        fc.oneof(anyText, fc.constantFrom('queued', '100', '0', 'MjAyNg')),
        { maxKeys: 3 },
      )
      .map((query) => ({ query })),
    100,
  ));

const PATHS: [name: string, routeKey: RouteKey][] = [
  ['get-build', 'GET /v1/builds/{id}'],
  ['cancel-build', 'POST /v1/builds/{id}/cancel'],
  ['erase-build', 'DELETE /v1/builds/{id}'],
  ['get-file', 'GET /v1/builds/{id}/files/{name}'],
  ['serve-script', 'GET /v1/scripts/{tenant}/{id}/{capability}'],
  ['serve-script', 'GET /v1/inputs/{tenant}/{id}/{capability}/{name}'],
];

for (const [name, routeKey] of PATHS) {
  test(`every path of ${routeKey} gets an answer or a problem that names the reason`, (t) => {
    const names = [...routeKey.matchAll(/\{(\w+)\}/g)].map(([, each = '']) => each);
    const values = fc.oneof(anyText, fc.constantFrom('default', '01KAMXF9W0Q5T2M7Y3B8C4D6E1'));
    const params = fc.record(Object.fromEntries(names.map((each) => [each, values])));

    return fuzz(
      t,
      name,
      routeKey,
      params.map((given) => ({ params: given })),
      100,
    );
  });
}

test('a function that has refused many requests uses no more memory than before', async (t) => {
  const aws = await willingAws(t, SECRET);
  const handler = await apiFunction('create-build');
  const bodies = fc.sample(jsonTexts(REQUEST), { numRuns: 100, seed: SEED });
  const sendAll = async () => {
    for (const body of bodies)
      await send(handler, 'POST /v1/builds', {
        timeEpoch,
        claims: CLAIMS,
        headers: JSON_TYPE,
        body,
      });
    aws.clear();
  };
  await sendAll();

  const bytes = await growthOf(sendAll);

  ok(bytes < 8 * 1024 ** 2, `${bytes} bytes more`);
});
