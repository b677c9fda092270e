import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseBuildRequest } from '../../../shared/build/request.ts';
import { requireKeysFit } from '../../../shared/workflow/admission/key-lengths.ts';
import { named, refusal, script } from '../../support/build-request.ts';

const outputsRule = (outputs: unknown) => refusal({ script, outputs });

test('the key of an output has no empty or dot segments', () => {
  const detail = 'must be a relative key without empty, "." or ".." segments';
  for (const key of ['../a', 'a/../b', '..', '.', './a', '/a', 'a//b', 'a/..', '//', 'a/./b'])
    deepEqual(outputsRule({ 'a.docx': key })[0], { pointer: '/outputs/a.docx', detail }, key);
});

test('the key of an output has no backslashes or control characters', () => {
  for (const key of ['a\\b', 'a\nb', 'a\u0000', '\u007f', '..\\a', ''])
    equal(outputsRule({ 'a.docx': key })[0]?.pointer, '/outputs/a.docx', JSON.stringify(key));
});

test('the refusal of an empty key says that it is empty', () => {
  throws(() => parseBuildRequest({ script, outputs: { 'a.docx': '' } }), {
    message: 'The request is not valid: /outputs/a.docx must not be empty.',
  });
});

test('every accepted key of an output is below its folder', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('.', '/', 'a', '\\', '%', ' ', '-') }), (key) => {
      if (outputsRule({ 'a.docx': key }).length > 0) return true;
      const { pathname } = new URL(encodeURI(`results/acme/${key}`), 'https://s3.example/');
      return pathname.startsWith('/results/acme/') && !key.includes('\\');
    }),
  );
});

test('the key of an output does not begin with a build id, in upper or lower case', () => {
  const detail = 'must not begin with a segment that looks like a build id';
  for (const id of ['01KAMXF9W0Q5T2M7Y3B8C4D6E1', '01kamxf9w0q5t2m7y3b8c4d6e1'])
    for (const key of [id, `${id}/a.docx`])
      deepEqual(outputsRule({ 'a.docx': key }), [{ pointer: '/outputs/a.docx', detail }], key);

  equal(outputsRule({ 'a.docx': 'x/01KAMXF9W0Q5T2M7Y3B8C4D6E1/a.docx' }).length, 0);
  equal(outputsRule({ 'a.docx': '01KAMXF9W0Q5T2M7Y3B8C4D6EU' }).length, 0);
});

test('two outputs with the same key are refused', () => {
  deepEqual(outputsRule({ 'a.docx': 'x.docx', 'b.docx': 'x.docx' }), [
    { pointer: '/outputs', detail: 'must give each file a different key' },
  ]);
});

test('the output "*" names a folder, every other output a file', () => {
  deepEqual(outputsRule({ '*': 'extra' }), [
    { pointer: '/outputs/*', detail: 'must end in "/" because "*" names a folder' },
  ]);
  deepEqual(outputsRule({ 'a.docx': 'extra/' }), [
    { pointer: '/outputs/a.docx', detail: 'must not end in "/" because it names one file' },
  ]);
  equal(outputsRule({ '*': 'extra/deep/' }).length, 0);
});

test('the name of an output is the name of a file', () => {
  const rules = [
    'must be a file name without slashes and control characters',
    'must not be "." or ".."',
  ];
  for (const name of ['a/b.docx', '..', 'a\\b', 'a\tb', ''])
    ok(rules.includes(outputsRule({ [name]: 'x.docx' })[0]?.detail ?? ''), JSON.stringify(name));
  for (const name of ['Größe 100% #1?.docx', "L'été.docx", '"a".docx'])
    equal(outputsRule({ [name]: 'x.docx' }).length, 0, name);
});

test('a key with its prefix has at most 1,024 bytes, for tenants of any name', () => {
  const rule = (request: object, tenant: string) =>
    refusal({ script, ...request }, (input) => requireKeysFit(parseBuildRequest(input), tenant));
  for (const tenant of ['default', 'x'.repeat(64)]) {
    const bytesLeft = 1024 - `results/${tenant}/`.length;
    const detail = `must be at most ${bytesLeft} bytes of UTF-8`;
    deepEqual(rule({ outputs: { 'a.docx': 'x'.repeat(bytesLeft) } }, tenant), []);
    for (const key of ['x'.repeat(bytesLeft + 1), 'é'.repeat(Math.ceil((bytesLeft + 1) / 2))])
      deepEqual(rule({ outputs: { 'a~.docx': key } }, tenant), [
        { pointer: '/outputs/a~0.docx', detail },
      ]);

    const folder = `${'x'.repeat(bytesLeft - 255 - 1)}/`;
    deepEqual(rule({ outputs: { '*': folder } }, tenant), []);
    deepEqual(rule({ outputs: { '*': `x${folder}` } }, tenant), [
      { pointer: '/outputs/*', detail: `must be at most ${bytesLeft - 255} bytes of UTF-8` },
    ]);

    deepEqual(rule({ inputs: { a: 'x'.repeat(bytesLeft + 1) } }, tenant), []);
    equal(rule({ inputs: { a: 'x'.repeat(bytesLeft + 2) } }, tenant)[0]?.pointer, '/inputs/a');
    deepEqual(rule({ inputs: { a: `https://a.example/${'x'.repeat(1024)}` } }, tenant), []);
  }
});

test('the name of an input or output has at most 255 bytes', () => {
  const inputsRule = (name: string) => refusal({ script, inputs: { [name]: 'x' } });
  equal(inputsRule('x'.repeat(255)).length, 0);
  for (const name of ['x'.repeat(256), 'é'.repeat(128)])
    for (const [error] of [inputsRule(name), outputsRule({ [name]: 'x' })])
      equal(error?.detail, 'must have a name of at most 255 bytes of UTF-8');
});

test('a request has at most 100 inputs and 100 outputs', () => {
  const outputs = (count: number) => Object.fromEntries(named(count).map((name) => [name, name]));

  equal(refusal({ script, outputs: outputs(100), inputs: outputs(100) }).length, 0);
  equal(outputsRule(outputs(101))[0]?.detail, 'must name at most 100 files');
  equal(refusal({ script, inputs: outputs(101) })[0]?.detail, 'must name at most 100 files');
});

test('an input is a key below the folder of the tenant, or a URL', () => {
  const inputRule = (from: unknown) => refusal({ script, inputs: { a: from } });
  for (const from of ['letters/a b.docx', 'https://cdn.example.com/a.png', 'HTTPS://x.example/a'])
    equal(inputRule(from).length, 0, from);
  for (const from of ['../other/a', '/a', 'ftp://x.example/a', 'file:///etc/passwd', 'a\\b', '', 1])
    equal(inputRule(from)[0]?.pointer, '/inputs/a', String(from));
});

test('the name of an input is the name of a file', () => {
  for (const name of ['', '.', '..', 'a/b', 'a\nb'])
    ok(refusal({ script, inputs: { [name]: 'x' } }).length > 0, JSON.stringify(name));
  for (const name of ["l'offre.docx", '12" screen.png', 'a`b'])
    equal(refusal({ script, inputs: { [name]: 'x' } }).length, 0, name);
});
