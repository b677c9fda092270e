import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GatewayError } from '../../shared/errors.ts';
import { canonicalJson, isDeeperThan, parseJson, utf8Length } from '../../shared/json.ts';

const malformed = (reason: string) => ({
  code: 'MALFORMED',
  message: `The body cannot be read: ${reason}.`,
});

/** Any JSON value without the one name that is refused. */
const json = fc
  .jsonValue({ noUnicodeString: false, maxDepth: 6 })
  .filter((value) => !JSON.stringify(value).includes('__proto__'));

/** The same value, its names in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, turned(inner)]),
  );
}

test('every JSON value is parsed as JSON.parse parses it', () => {
  fc.assert(
    fc.property(json, (value) => {
      deepEqual(parseJson(JSON.stringify(value)), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('a text that is not JSON is refused with the position of its first error, where that is known', () => {
  throws(() => parseJson('{"a":1 "b":2}'), malformed('it is not valid JSON at position 7'));
  throws(() => parseJson('{"a":}'), malformed('it is not valid JSON'));
  throws(() => parseJson(''), malformed('it is not valid JSON'));
  throws(() => parseJson('\uFEFF{}'), malformed('it begins with a byte order mark'));
  throws(() => parseJson('{"argument":{"n":1'), { code: 'MALFORMED' });
});

test('a text is parsed or refused with an error that does not quote it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        parseJson(`${text}SECRET`);
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        equal(error.message.includes('SECRET'), false);
      }
    }),
  );
});

test('an object with the same name twice is refused, also when one of them is escaped', () => {
  const twice = malformed('an object in it has the same name twice');
  throws(() => parseJson('{"a":1,"a":1}'), twice);
  throws(() => parseJson('[{"x":{"a":1,"b":{"a":2},"\\u0061":3}}]'), twice);
  deepEqual(parseJson('[{"a":{"a":1}},{"a":["a","a"]}]'), [{ a: { a: 1 } }, { a: ['a', 'a'] }]);
});

test('the name __proto__ is refused, and the string __proto__ is accepted', () => {
  const proto = malformed('it contains the name __proto__');
  throws(() => parseJson('{"__proto__":{"x":1}}'), proto);
  throws(() => parseJson('{"a":[{"__pr\\u006fto__":1}]}'), proto);
  deepEqual(parseJson('{"a":"__proto__"}'), { a: '__proto__' });
});

test('a number that exceeds a double is refused', () => {
  const range = malformed('it contains a number out of range');
  for (const number of ['1e400', '-1e400', '1E+309']) {
    throws(() => parseJson(number), range);
    throws(() => parseJson(`{"a":[${number}]}`), range);
  }
  equal(parseJson('1e308'), 1e308);
  equal(parseJson('"1e400"'), '1e400');
});

test('a lone surrogate is refused, and a surrogate pair is accepted', () => {
  const half = malformed('it contains half of a surrogate pair');
  throws(() => parseJson('"\\ud83d"'), half);
  throws(() => parseJson('{"\\ude00":1}'), half);
  equal(parseJson('"\\ud83d\\ude00"'), '😀');
});

test('a string may contain as many escapes as fit in a body', () => {
  for (const [written, meant] of Object.entries({
    '\\n': '\n',
    '\\"': '"',
    '\\\\': '\\',
    '\\u0061': 'a',
  })) {
    const count = Math.floor(10_000_000 / written.length);

    const value = parseJson(`{"a":"${written.repeat(count)}","b":[1]}`);

    deepEqual(value, { a: meant.repeat(count), b: [1] });
  }
});

test('what follows a string with escapes is checked too', () => {
  const twice = malformed('an object in it has the same name twice');
  for (const text of ['\\"', '\\\\', '\\\\\\"', 'x\\\\', '\\n{"a":1,'])
    throws(() => parseJson(`{"a":${JSON.stringify(text)},"b":"\\\\","a":1}`), twice, text);
});

test('a hundred levels of nesting are accepted, and more are refused', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  equal(Array.isArray(parseJson(nested(100))), true);
  throws(() => parseJson(nested(101)), malformed('it is nested deeper than 100'));
  throws(() => parseJson(nested(10_000)), { code: 'MALFORMED' });
  throws(() => parseJson('{"a":'.repeat(10_000) + 1 + '}'.repeat(10_000)), { code: 'MALFORMED' });
});

test('the canonical text depends on every value and not on the order of names', () => {
  fc.assert(fc.property(json, (value) => canonicalJson(value) === canonicalJson(turned(value))));
  fc.assert(
    fc.property(json, json, (one, other) => {
      const same = canonicalJson(one) === canonicalJson(other);
      const isEqual = JSON.stringify(turned(turned(one))) === JSON.stringify(turned(turned(other)));
      return isEqual ? same : true;
    }),
  );
  equal(canonicalJson({ b: [{ d: 1, c: 2 }], a: null }), '{"a":null,"b":[{"c":2,"d":1}]}');
  equal(canonicalJson([1, 2]) === canonicalJson([2, 1]), false);
});

test('the canonical text is JSON of the value', () => {
  fc.assert(
    fc.property(json, (value) => {
      deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('utf8Length() counts bytes of UTF-8', () => {
  equal(utf8Length('aé€😀'), 1 + 2 + 3 + 4);
});

test('isDeeperThan() counts levels of arrays and objects, however many there are', () => {
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  equal(isDeeperThan(0, 'text'), false);
  equal(isDeeperThan(2, [{ a: 1 }]), false);
  equal(isDeeperThan(2, [{ a: null }, { a: {} }]), true);
  equal(isDeeperThan(100, nested(100)), false);
  equal(isDeeperThan(100, nested(10_000)), true);
});
