import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'acorn';
import { walk } from '../../../shared/script/walk.ts';

const CODE = 'a(`${' + 'b}c`); if (d) { e(); } f();';

test('walk() visits nodes in the order of the text, and knows which run for certain', () => {
  const names: string[] = [];
  walk(parse(CODE, { ecmaVersion: 2022 }), (node, isCertain) => {
    if (node.type === 'Identifier') names.push(`${node.name}${isCertain ? '' : '?'}`);
  });

  deepEqual(names, ['a', 'b', 'd?', 'e?', 'f']);
});

test('walk() leaves a node after all below it, and skips what is below one that it does not enter', () => {
  const steps: string[] = [];
  walk(
    parse(CODE, { ecmaVersion: 2022 }),
    ({ type }) => {
      steps.push(type);
      return type === 'Program' || type === 'IfStatement';
    },
    ({ type }) => steps.push(`/${type}`),
  );

  const entered = ['Program', 'ExpressionStatement', 'IfStatement', 'Identifier', 'BlockStatement'];
  deepEqual(steps, [...entered, '/IfStatement', 'ExpressionStatement', '/Program']);
});

test('walk() needs no recursion for a long chain of calls', () => {
  let calls = 0;
  walk(parse(`a${'.b()'.repeat(50_000)}`, { ecmaVersion: 2022 }), ({ type }) => {
    if (type === 'CallExpression') calls++;
  });

  deepEqual(calls, 50_000);
});
