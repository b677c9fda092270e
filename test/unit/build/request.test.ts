import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  bringsScript,
  fingerprintOf,
  MAX_ARGUMENT_BYTES,
  parseBuildRequest,
  parseQueuedBuildRequest,
} from '../../../shared/build/request.ts';
import { GatewayError } from '../../../shared/errors.ts';
import { requireKeysFit } from '../../../shared/workflow/admission/key-lengths.ts';

/** The pointers and rules of a refusal. */
function refusal(input: unknown, parse: (input: unknown) => unknown = parseBuildRequest) {
  try {
    parse(input);
  } catch (error) {
    ok(error instanceof GatewayError);
    equal(error.code, 'REQUEST_INVALID');
    return error.details.errors ?? [];
  }
  return [];
}

const script = 'builder.SaveFile("docx", "a.docx");';
const outputsRule = (outputs: unknown) => refusal({ script, outputs });
const named = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

test('a whole request is read as it is', () => {
  const request = {
    script,
    argument: { number: '2026-0042', list: [1, null] },
    inputs: { 'letter.docx': 'letters/standard.docx', 'logo.png': 'https://cdn.example.com/a' },
    outputs: { 'invoice.docx': 'invoices/2026/0042.docx', '*': 'invoices/2026/extra/' },
    metadata: { order: '0042' },
    correlationId: 'Auftrag 42 – ü',
  };

  deepEqual(parseBuildRequest(request), request);
  deepEqual(parseBuildRequest({ template: 'invoice' }), { template: 'invoice' });
  deepEqual(parseBuildRequest({ url: 'https://a.example/x' }), { url: 'https://a.example/x' });
});

test('there is exactly one source', () => {
  const rule = [{ pointer: '', detail: 'must have exactly one of script, url and template' }];

  deepEqual(refusal({}), rule);
  deepEqual(refusal({ script, template: 'invoice' }), rule);
  deepEqual(refusal({ script, url: 'https://a.example/', template: 'x' }), rule);
});

test('a field that nobody knows is named, wherever it stands', () => {
  deepEqual(refusal({ script, scirpt: 1 }), [
    { pointer: '/scirpt', detail: 'is not a known field' },
  ]);
  deepEqual(refusal({ script, 'a/b~c': 1 })[0]?.pointer, '/a~1b~0c');
  deepEqual(refusal({ script, id: '01KAMXF9W0Q5T2M7Y3B8C4D6E1' })[0]?.pointer, '/id');
});

test('what is no object is refused', () => {
  for (const input of [null, [], 'script', 1, true, undefined])
    deepEqual(refusal(input), [{ pointer: '', detail: 'must be an object' }]);
});

test('each field of a wrong type is named', () => {
  const wrong = {
    script: 1,
    inputs: [],
    outputs: 'x',
    metadata: { a: 1 },
    correlationId: 5,
  };

  deepEqual(
    refusal(wrong).map(({ pointer }) => pointer),
    ['/script', '/inputs', '/outputs', '/metadata/a', '/correlationId'],
  );
});

test('the first wrong field stands in the message', () => {
  throws(() => parseBuildRequest({ script, x: 1 }), {
    message: 'The request is not valid: /x is not a known field.',
  });
  throws(() => parseBuildRequest({}), {
    message: 'The request is not valid: it must have exactly one of script, url and template.',
  });
});

test('a template is named like a file without folders', () => {
  for (const template of ['invoice', 'Invoice_2026.v1-a', '0', 'a'.repeat(100)])
    equal(refusal({ template }).length, 0, template);
  for (const template of ['', '.', '..', '.a', '-a', 'a/b', '../a', 'a b', 'ä', 'a'.repeat(101)])
    equal(refusal({ template })[0]?.pointer, '/template', template);
});

test('an argument may be any JSON of 100 KiB in UTF-8, counted in bytes', () => {
  const full = 'x'.repeat(MAX_ARGUMENT_BYTES - 2);
  equal(MAX_ARGUMENT_BYTES, 102_400);
  for (const argument of [null, 0, '', false, [], full, { a: { b: [1] } }])
    equal(refusal({ script, argument }).length, 0);

  const rule = [{ pointer: '/argument', detail: 'must be at most 102400 bytes of JSON in UTF-8' }];
  deepEqual(refusal({ script, argument: `${full}x` }), rule);
  deepEqual(refusal({ script, argument: 'é'.repeat(MAX_ARGUMENT_BYTES / 2) }), rule);
});

test('an output may not climb, begin at the root, or hold empty or dot segments', () => {
  const detail = 'must be a relative key without empty, "." or ".." segments';
  for (const key of ['../a', 'a/../b', '..', '.', './a', '/a', 'a//b', 'a/..', '//', 'a/./b'])
    deepEqual(outputsRule({ 'a.docx': key })[0], { pointer: '/outputs/a.docx', detail }, key);
});

test('an output may not hold backslashes or control characters', () => {
  for (const key of ['a\\b', 'a\nb', 'a\u0000', '\u007f', '..\\a', ''])
    equal(outputsRule({ 'a.docx': key })[0]?.pointer, '/outputs/a.docx', JSON.stringify(key));
});

test('an empty key is told to be empty', () => {
  throws(() => parseBuildRequest({ script, outputs: { 'a.docx': '' } }), {
    message: 'The request is not valid: /outputs/a.docx must not be empty.',
  });
});

test('no output key that is accepted leaves its folder', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('.', '/', 'a', '\\', '%', ' ', '-') }), (key) => {
      if (outputsRule({ 'a.docx': key }).length > 0) return true;
      const { pathname } = new URL(encodeURI(`results/acme/${key}`), 'https://s3.example/');
      return pathname.startsWith('/results/acme/') && !key.includes('\\');
    }),
  );
});

test('an output may not begin with what looks like a build id, in any case', () => {
  const detail = 'must not begin with a segment that looks like a build id';
  for (const id of ['01KAMXF9W0Q5T2M7Y3B8C4D6E1', '01kamxf9w0q5t2m7y3b8c4d6e1'])
    for (const key of [id, `${id}/a.docx`])
      deepEqual(outputsRule({ 'a.docx': key }), [{ pointer: '/outputs/a.docx', detail }], key);

  equal(outputsRule({ 'a.docx': 'x/01KAMXF9W0Q5T2M7Y3B8C4D6E1/a.docx' }).length, 0);
  equal(outputsRule({ 'a.docx': '01KAMXF9W0Q5T2M7Y3B8C4D6EU' }).length, 0);
});

test('two outputs may not have one key', () => {
  deepEqual(outputsRule({ 'a.docx': 'x.docx', 'b.docx': 'x.docx' }), [
    { pointer: '/outputs', detail: 'must give each file a key of its own' },
  ]);
});

test('"*" names a folder, a file names none', () => {
  deepEqual(outputsRule({ '*': 'extra' }), [
    { pointer: '/outputs/*', detail: 'must end in "/", for "*" names a folder' },
  ]);
  deepEqual(outputsRule({ 'a.docx': 'extra/' }), [
    { pointer: '/outputs/a.docx', detail: 'must not end in "/", for it names one file' },
  ]);
  equal(outputsRule({ '*': 'extra/deep/' }).length, 0);
});

test('an output stands under the name of a file', () => {
  const rules = [
    'must be a file name without slashes and control characters',
    'must not be a dot name',
  ];
  for (const name of ['a/b.docx', '..', 'a\\b', 'a\tb', ''])
    ok(rules.includes(outputsRule({ [name]: 'x.docx' })[0]?.detail ?? ''), JSON.stringify(name));
  for (const name of ['Größe 100% #1?.docx', "L'été.docx", '"a".docx'])
    equal(outputsRule({ [name]: 'x.docx' }).length, 0, name);
});

test('a key with its prefix has 1024 bytes at most, whatever the tenant is called', () => {
  const rule = (request: object, tenant: string) =>
    refusal({ script, ...request }, (input) => requireKeysFit(parseBuildRequest(input), tenant));
  for (const tenant of ['default', 'x'.repeat(64)]) {
    const room = 1024 - `results/${tenant}/`.length;
    const detail = `must be at most ${room} bytes of UTF-8`;
    deepEqual(rule({ outputs: { 'a.docx': 'x'.repeat(room) } }, tenant), []);
    for (const key of ['x'.repeat(room + 1), 'é'.repeat(Math.ceil((room + 1) / 2))])
      deepEqual(rule({ outputs: { 'a~.docx': key } }, tenant), [
        { pointer: '/outputs/a~0.docx', detail },
      ]);

    const folder = `${'x'.repeat(room - 255 - 1)}/`;
    deepEqual(rule({ outputs: { '*': folder } }, tenant), []);
    deepEqual(rule({ outputs: { '*': `x${folder}` } }, tenant), [
      { pointer: '/outputs/*', detail: `must be at most ${room - 255} bytes of UTF-8` },
    ]);

    deepEqual(rule({ inputs: { a: 'x'.repeat(room + 1) } }, tenant), []);
    equal(rule({ inputs: { a: 'x'.repeat(room + 2) } }, tenant)[0]?.pointer, '/inputs/a');
    deepEqual(rule({ inputs: { a: `https://a.example/${'x'.repeat(1024)}` } }, tenant), []);
  }
});

test('a name has 255 bytes at most', () => {
  const inputsRule = (name: string) => refusal({ script, inputs: { [name]: 'x' } });
  equal(inputsRule('x'.repeat(255)).length, 0);
  for (const name of ['x'.repeat(256), 'é'.repeat(128)])
    for (const [error] of [inputsRule(name), outputsRule({ [name]: 'x' })])
      equal(error?.detail, 'must have a name of at most 255 bytes of UTF-8');
});

test('a hundred outputs and inputs are taken, one more is not', () => {
  const outputs = (count: number) => Object.fromEntries(named(count).map((name) => [name, name]));

  equal(refusal({ script, outputs: outputs(100), inputs: outputs(100) }).length, 0);
  equal(outputsRule(outputs(101))[0]?.detail, 'must name at most 100 files');
  equal(refusal({ script, inputs: outputs(101) })[0]?.detail, 'must name at most 100 files');
});

test('an input is a key below the tenant, or a URL', () => {
  const inputRule = (from: unknown) => refusal({ script, inputs: { a: from } });
  for (const from of ['letters/a b.docx', 'https://cdn.example.com/a.png', 'HTTPS://x.example/a'])
    equal(inputRule(from).length, 0, from);
  for (const from of ['../other/a', '/a', 'ftp://x.example/a', 'file:///etc/passwd', 'a\\b', '', 1])
    equal(inputRule(from)[0]?.pointer, '/inputs/a', String(from));
});

test('an input is known by the name of a file', () => {
  for (const name of ['', '.', '..', 'a/b', 'a"b', "a'b", 'a`b', 'a\nb'])
    ok(refusal({ script, inputs: { [name]: 'x' } }).length > 0, JSON.stringify(name));
});

test('metadata has up to 20 pairs, of 4 KiB in all', () => {
  const rule = (metadata: unknown) => refusal({ script, metadata })[0];
  const pairs = (count: number, length: number) =>
    Object.fromEntries(named(count).map((name) => [name, 'x'.repeat(length)]));
  const eight = pairs(8, 500);
  const bytesLeft = 4096 - JSON.stringify({ ...eight, z: '' }).length;
  const tooMuch = { pointer: '/metadata', detail: 'must be at most 4096 bytes in all' };

  equal(rule({}), undefined);
  equal(rule(pairs(20, 100)), undefined);
  deepEqual(rule(pairs(21, 1)), { pointer: '/metadata', detail: 'must have at most 20 pairs' });
  equal(rule({ ...eight, z: 'x'.repeat(bytesLeft) }), undefined);
  deepEqual(rule({ ...eight, z: 'x'.repeat(bytesLeft + 1) }), tooMuch);
  deepEqual(rule({ ...eight, z: `${'x'.repeat(bytesLeft - 1)}é` }), tooMuch);
});

test('a character of metadata is one however many bytes it has, an emoji too', () => {
  const rule = (metadata: unknown) => refusal({ script, metadata })[0];
  const badName = { pointer: '/metadata', detail: 'must have names of 1 to 40 characters' };
  const badValue = { pointer: '/metadata/a', detail: 'must be at most 500 characters' };

  for (const character of ['x', 'é', '€', '😀']) {
    equal(rule({ [character.repeat(40)]: character.repeat(500) }), undefined, character);
    deepEqual(rule({ [character.repeat(41)]: '' }), badName, character);
    deepEqual(rule({ a: character.repeat(501) }), badValue, character);
  }
  deepEqual(rule({ '': 'x' }), badName);
});

test('a correlation id is 1 to 128 printable characters', () => {
  const rule = (correlationId: string) => refusal({ script, correlationId })[0]?.detail;

  equal(rule('Ä'.repeat(128)), undefined);
  equal(rule('😀'.repeat(128)), undefined);
  equal(rule('می\u200Cخواهم'), undefined);
  equal(rule('👩\u200D💻'), undefined);
  for (const wrong of ['', 'x'.repeat(129), 'a\nb', 'a\u0000', '\u200B', '\u202E', '\uFEFF'])
    equal(rule(wrong), 'must be 1 to 128 printable characters', JSON.stringify(wrong));
});

test('whatever JSON comes, it is a request or refused by name', () => {
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
        ok(/^(\/[^/]*)*$/.test(pointer));
        ok(detail.length > 0);
      }
    }),
  );
});

test('queues and the bus may say id and tenant; without one the tenant is default', () => {
  const id = '01KAMXF9W0Q5T2M7Y3B8C4D6E1';

  deepEqual(parseQueuedBuildRequest({ script }), { script, tenant: 'default' });
  deepEqual(parseQueuedBuildRequest({ script, id, tenant: 'acme' }), {
    script,
    id,
    tenant: 'acme',
  });
});

test('an id is 26 characters of Crockford base 32, a tenant a plain word', () => {
  const rule = (more: object) => refusal({ script, ...more }, parseQueuedBuildRequest)[0]?.pointer;

  for (const id of ['', '01KAMXF9W0Q5T2M7Y3B8C4D6E', '01kamxf9w0q5t2m7y3b8c4d6e1', 'U'.repeat(26)])
    equal(rule({ id }), '/id', id);
  for (const tenant of ['', '-a', '_a', 'a b', 'a/b', 'ä', 'a'.repeat(65), 'a#b', null])
    equal(rule({ tenant }), '/tenant', String(tenant));
  for (const tenant of ['0', 'acme-corp_1', 'a'.repeat(64)]) equal(rule({ tenant }), undefined);
});

test('a script of the caller is told from a template of the operator', () => {
  equal(bringsScript({ script }), true);
  equal(bringsScript({ url: 'https://a.example/x' }), true);
  equal(bringsScript({ template: 'invoice', inputs: { a: 'https://a.example/x' } }), true);
  equal(bringsScript({ template: 'invoice', inputs: { a: 'letters/a.docx' } }), false);
});

test('two requests are the same when their JSON is, whatever the order of names', () => {
  equal(
    fingerprintOf({ script, argument: { a: 1, b: [2] } }),
    fingerprintOf({ argument: { b: [2], a: 1 }, script }),
  );
  ok(fingerprintOf({ script, argument: [1, 2] }) !== fingerprintOf({ script, argument: [2, 1] }));
  ok(fingerprintOf({ script }) !== fingerprintOf({ script, argument: null }));
});
