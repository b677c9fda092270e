import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { listedKeys } from '../../../shared/docs/listed-keys.ts';

test('a key is listed only if it is listed exactly, and the longer keys that begin with it are counted', () => {
  const listed = listedKeys([
    'b',
    'order-11',
    'order-1',
    'order-1',
    'order',
    'order-1.x',
    'orders',
  ]);

  deepEqual(
    ['order', 'order-1', 'order-11', 'orde', 'b', ''].map((key) => [
      listed.has(key),
      listed.countLonger(key),
    ]),
    [
      [true, 4],
      [true, 2],
      [true, 0],
      [false, 5],
      [true, 0],
      [false, 6],
    ],
  );
});

test('the count of longer keys is that of a search through the whole list', () => {
  const key = fc.array(fc.constantFrom('a', 'b', '.', 'Z', '\uD800', 'ä', '\uFFFF'), {
    maxLength: 4,
  });
  const texts = fc.array(key.map((parts) => parts.join('')));
  fc.assert(
    fc.property(
      texts,
      key.map((parts) => parts.join('')),
      (keys, wanted) => {
        const longer = new Set(keys.filter((key) => key !== wanted && key.startsWith(wanted)));
        equal(listedKeys(keys).countLonger(wanted), longer.size);
      },
    ),
  );
});

test('looking up every key of a list twice as long takes about twice as many reads of the list', () => {
  const readsFor = (count: number) => {
    let reads = 0;
    const keys = Array.from({ length: count }, (_, n) => `order-${n}`);
    const list = new Proxy(keys, {
      get(target, name, receiver) {
        if (typeof name === 'string' && /^\d+$/.test(name)) reads += 1;
        return Reflect.get(target, name, receiver);
      },
    });
    const listed = listedKeys(list);
    for (const key of keys) ok(listed.has(key) && listed.countLonger(key) >= 0);
    return reads;
  };

  const [once, twice] = [readsFor(500), readsFor(1000)];
  ok(once >= 500 && twice <= 2.5 * once, `${once} and ${twice} reads`);
});
