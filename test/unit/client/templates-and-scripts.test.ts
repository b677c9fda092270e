import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { scriptedGateway } from '../../support/client/scripted-gateway.ts';

const listed = (name: string) => ({ name, updatedAt: '2026-11-22T08:00:00.000Z' });

test('templates() reads page after page, and template() one with its schema', async (t) => {
  const invoice = { ...listed('a/b'), title: 'Invoice', schema: { type: 'object' } };
  const { gateway, received } = await scriptedGateway(t, [
    { json: { items: [listed('form')], cursor: 'next' } },
    { json: { items: [listed('invoice')], cursor: null } },
    { json: invoice },
  ]);

  const names: string[] = [];
  for await (const { name } of gateway.templates()) names.push(name);
  const template = await gateway.template('a/b');

  deepEqual(names, ['form', 'invoice']);
  deepEqual(template as object, invoice);
  deepEqual(
    received.map(({ route }) => route),
    [
      'GET /v1/templates?limit=100',
      'GET /v1/templates?limit=100&cursor=next',
      'GET /v1/templates/a%2Fb',
    ],
  );
});

test('check() sends a script and returns what was found, also for a script with mistakes', async (t) => {
  const warnings = [{ code: 'NAME_UNKNOWN', line: 3, column: 1, detail: 'nope is not defined.' }];
  const found = { error: null, warnings, inputs: [], outputs: [] };
  const { gateway, received } = await scriptedGateway(t, [
    { status: 503, headers: { 'retry-after': '0' } },
    { json: found },
  ]);

  deepEqual(await gateway.check('nope();'), found);
  deepEqual(
    received.map(({ route, body }) => [route, JSON.parse(body)]),
    [
      ['POST /v1/scripts/check', { script: 'nope();' }],
      ['POST /v1/scripts/check', { script: 'nope();' }],
    ],
  );
});
