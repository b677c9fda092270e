import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'acorn';
import { walk } from '../../../shared/script/walk.ts';
import { walkTo } from '../../../shared/script/walk-to.ts';

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

test('walk() visits the parts of every statement in the order of the text', () => {
  const code =
    'switch (a) { case b: c; default: d } do e; while (f); ({ g: h, [i]: j }); for (const [k = l, ...m] of n) o: p`q$' +
    '{r}s`;';
  const names: string[] = [];
  walk(parse(code, { ecmaVersion: 2022 }), (node) => {
    if (node.type === 'Identifier') names.push(node.name);
    else if (node.type === 'TemplateElement') names.push(node.value.raw);
  });

  equal(names.join(''), 'abcdefghijklmnopqrs');
});

test('walkTo() visits only what contains a word, and knows which nodes run for certain', () => {
  const code = 'a(b, "word"); if (c) { d(`$' + '{word}`); e(); } word;';
  const visited: string[] = [];
  walkTo('word', code, parse(code, { ecmaVersion: 2022 }), ({ type, start }, isCertain) => {
    visited.push(`${type} ${start}${isCertain ? '' : '?'}`);
  });

  deepEqual(visited, [
    'Program 0',
    'ExpressionStatement 0',
    'CallExpression 0',
    'Literal 5',
    'IfStatement 14',
    'BlockStatement 21?',
    'ExpressionStatement 23?',
    'CallExpression 23?',
    'TemplateLiteral 25?',
    'Identifier 28?',
    `ExpressionStatement ${code.length - 5}`,
    `Identifier ${code.length - 5}`,
  ]);
});
