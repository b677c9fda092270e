import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type BuildRequest,
  MAX_ARGUMENT_BYTES,
  neededScopes,
  parseBuildRequest,
  parseQueuedBuildRequest,
} from '../../../shared/build/request.ts';
import { refusal, script } from '../../support/build-request.ts';

test('a request with all fields is returned unchanged', () => {
  const request = {
    script,
    argument: { number: '2026-0042', list: [1, null] },
    inputs: { 'letter.docx': 'letters/standard.docx', 'logo.png': 'https://cdn.example.com/a' },
    outputs: { 'invoice.docx': 'invoices/2026/0042.docx', '*': 'invoices/2026/extra/' },
    metadata: { order: '0042' },
    priority: 'low',
    debug: true,
    correlationId: 'Auftrag 42 – ü',
  };

  deepEqual(parseBuildRequest(request), request);
  deepEqual(parseBuildRequest({ template: 'invoice' }), { template: 'invoice' });
  deepEqual(parseBuildRequest({ url: 'https://a.example/x' }), { url: 'https://a.example/x' });
});

test('a request has exactly one of script, url and template', () => {
  const rule = [{ pointer: '', detail: 'must have exactly one of script, url and template' }];

  deepEqual(refusal({}), rule);
  deepEqual(refusal({ script, template: 'invoice' }), rule);
  deepEqual(refusal({ script, url: 'https://a.example/', template: 'x' }), rule);
});

test('an unknown field is refused with its pointer', () => {
  deepEqual(refusal({ script, scirpt: 1 }), [
    { pointer: '/scirpt', detail: 'is not a known field' },
  ]);
  deepEqual(refusal({ script, 'a/b~c': 1 })[0]?.pointer, '/a~1b~0c');
  deepEqual(refusal({ script, id: '01KAMXF9W0Q5T2M7Y3B8C4D6E1' })[0]?.pointer, '/id');
});

test('a request that is not an object is refused', () => {
  for (const input of [null, [], 'script', 1, true, undefined])
    deepEqual(refusal(input), [{ pointer: '', detail: 'must be an object' }]);
});

test('each field of a wrong type is refused with its pointer', () => {
  const wrong = {
    script: 1,
    inputs: ['a'],
    outputs: 'x',
    metadata: { a: 1 },
    correlationId: 5,
  };

  deepEqual(
    refusal(wrong).map(({ pointer }) => pointer),
    ['/script', '/inputs', '/outputs', '/metadata/a', '/correlationId'],
  );
});

test('the message of a refusal names the first wrong field', () => {
  throws(() => parseBuildRequest({ script, x: 1 }), {
    message: 'The request is not valid: /x is not a known field.',
  });
  throws(() => parseBuildRequest({}), {
    message: 'The request is not valid: it must have exactly one of script, url and template.',
  });
});

test('a template name has letters, digits, ".", "_" and "-", and begins with a letter or digit', () => {
  for (const template of ['invoice', 'Invoice_2026.v1-a', '0', 'a'.repeat(100)])
    equal(refusal({ template }).length, 0, template);
  for (const template of ['', '.', '..', '.a', '-a', 'a/b', '../a', 'a b', 'ä', 'a'.repeat(101)])
    equal(refusal({ template })[0]?.pointer, '/template', template);
});

test('a priority is normal or low', () => {
  for (const priority of ['normal', 'low'])
    deepEqual(parseBuildRequest({ script, priority }), { script, priority });
  for (const priority of ['', 'LOW', 'high'])
    deepEqual(refusal({ script, priority }), [
      { pointer: '/priority', detail: 'must be one of normal, low' },
    ]);
});

test('an argument is any JSON of at most 100 KiB of UTF-8', () => {
  const full = 'x'.repeat(MAX_ARGUMENT_BYTES - 2);
  equal(MAX_ARGUMENT_BYTES, 102_400);
  for (const argument of [null, 0, '', false, [], full, { a: { b: [1] } }])
    equal(refusal({ script, argument }).length, 0);

  const rule = [{ pointer: '/argument', detail: 'must be at most 102400 bytes of JSON in UTF-8' }];
  deepEqual(refusal({ script, argument: `${full}x` }), rule);
  deepEqual(refusal({ script, argument: 'é'.repeat(MAX_ARGUMENT_BYTES / 2) }), rule);
});

test('any JSON is returned as a request or refused with pointers and rules', () => {
  const field = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant(undefined));
  const input = fc.record({
    script: field,
    url: field,
    template: field,
    argument: field,
    inputs: field,
    outputs: field,
    metadata: field,
    correlationId: field,
  });
  fc.assert(
    fc.property(input, (request) => {
      for (const { pointer, detail } of refusal(request)) {
        ok(pointer !== undefined && /^(\/[^/]*)*$/.test(pointer));
        ok(detail.length > 0);
      }
    }),
  );
});

test('a queued request may have an id and a tenant; the tenant is default without one', () => {
  const id = '01KAMXF9W0Q5T2M7Y3B8C4D6E1';

  deepEqual(parseQueuedBuildRequest({ script }), { script, tenant: 'default' });
  deepEqual(parseQueuedBuildRequest({ script, id, tenant: 'acme' }), {
    script,
    id,
    tenant: 'acme',
  });
});

test('the id and the tenant of a queued request are validated', () => {
  const rule = (more: object) => refusal({ script, ...more }, parseQueuedBuildRequest)[0]?.pointer;

  for (const id of ['', '01KAMXF9W0Q5T2M7Y3B8C4D6E', '01kamxf9w0q5t2m7y3b8c4d6e1', 'U'.repeat(26)])
    equal(rule({ id }), '/id', id);
  for (const tenant of ['', '-a', '_a', 'a b', 'a/b', 'ä', 'a'.repeat(65), 'a#b', 1])
    equal(rule({ tenant }), '/tenant', String(tenant));
  for (const tenant of ['0', 'acme-corp_1', 'a'.repeat(64)]) equal(rule({ tenant }), undefined);
});

test('every request but one of a template without URLs needs scripts:run', () => {
  const scopes = (request: BuildRequest) => neededScopes(request).map(({ scope }) => scope);

  deepEqual(scopes({ script, debug: true }), ['scripts:run']);
  deepEqual(scopes({ url: 'https://a.example/x', debug: true }), ['scripts:run']);
  deepEqual(scopes({ template: 'invoice', inputs: { a: 'https://a.example/x' } }), ['scripts:run']);
  deepEqual(scopes({ template: 'invoice', inputs: { a: 'letters/a.docx' } }), []);
});

test('debug of a template needs templates:debug', () => {
  const scopes = neededScopes({ template: 'invoice', debug: true });

  deepEqual(scopes, [{ scope: 'templates:debug', what: 'The field debug with a template' }]);
  deepEqual(neededScopes({ template: 'invoice', debug: false }), []);
});

test('debug is true or false and no text', () => {
  for (const debug of ['true', 1, {}])
    deepEqual(
      refusal({ script, debug }).map(({ pointer }) => pointer),
      ['/debug'],
    );
});

test('null for a field means that it is absent, except for argument', () => {
  const nothing = {
    script: null,
    url: null,
    inputs: null,
    outputs: null,
    metadata: null,
    correlationId: null,
  };

  deepEqual(parseBuildRequest({ ...nothing, template: 'a', argument: null }), {
    template: 'a',
    argument: null,
  });
  deepEqual(parseQueuedBuildRequest({ template: 'a', id: null, tenant: null }), {
    template: 'a',
    tenant: 'default',
  });
  throws(() => parseBuildRequest({ template: 'a', color: null }), { code: 'REQUEST_INVALID' });
});

test('an empty list is an empty map, except for argument', () => {
  deepEqual(
    parseBuildRequest({ template: 'a', argument: [], inputs: [], outputs: [], metadata: [] }),
    { template: 'a', argument: [], inputs: {}, outputs: {}, metadata: {} },
  );
  throws(() => parseBuildRequest({ template: 'a', metadata: ['a'] }), { code: 'REQUEST_INVALID' });
});
