import type { AnyNode, Expression, Node, Statement } from 'acorn';
import { walk } from '../walk.ts';
import type { Located } from './name-rules.ts';
import type { ProgramNames } from './names-in-program.ts';

type Loop = { test: Expression | null; update: Expression | null; body: Statement };

/** Further loops are not examined: the code in a loop is read again for each loop around it. */
const MAX_LOOPS = 1000;
const MAX_LOOP_CHARACTERS = 20_000;

/** Loops that cannot end: nothing leaves them, and nothing changes what they test. */
export function endlessLoops(loops: ProgramNames['loops']): Located[] {
  return loops.slice(0, MAX_LOOPS).flatMap(({ node, isCertain }) => {
    const loop = node.end - node.start > MAX_LOOP_CHARACTERS ? null : loopOf(node);
    const detail = loop && whyEndless(loop);
    return detail
      ? [{ code: 'LOOP_ENDLESS', start: node.start, detail, isFatal: isCertain } as const]
      : [];
  });
}

function loopOf(node: AnyNode): Loop | null {
  if (node.type === 'WhileStatement' || node.type === 'DoWhileStatement')
    return { test: node.test, update: null, body: node.body };
  if (node.type !== 'ForStatement') return null;
  return {
    test: node.test ?? null,
    update: node.update ?? null,
    body: node.body,
  };
}

function whyEndless(loop: Loop): string | null {
  const { leaves, touched, callsFunction } = inBody(loop);
  if (leaves) return null;
  if (!loop.test || isAlwaysTrue(loop.test))
    return 'Nothing ends this loop: test something that changes, or leave it with break.';
  const names = namesTested(loop.test);
  if (!names) return null;
  const counter = wrongDirection(loop);
  if (counter && !touched.assigned.has(counter))
    return `This loop counts ${counter} away from its end, so that it never ends: turn the step or the comparison round.`;
  if (callsFunction || names.some((name) => touched.all.has(name))) return null;
  return `Nothing in this loop changes ${names.join(' or ')}, so that it never ends once it has begun.`;
}

function isAlwaysTrue(test: Expression): boolean {
  return test.type === 'Literal' && Boolean(test.value);
}

/** What the body does; what a function in it does is not followed, so its presence means: unknown. */
function inBody({ body, update }: Loop) {
  const touched = { assigned: new Set<string>(), all: new Set<string>() };
  let [leaves, callsFunction] = [false, false];
  for (const part of [body, update]) {
    if (!part) continue;
    walk(part, (node) => {
      if (LEAVING.has(node.type)) leaves = true;
      if (node.type === 'CallExpression' && node.callee.type === 'Identifier') callsFunction = true;
      for (const name of namesTouched(node)) {
        touched.all.add(name);
        if (part === body && isAssignment(node)) touched.assigned.add(name);
      }
    });
  }
  return { leaves, touched, callsFunction };
}

const LEAVING = new Set([
  'BreakStatement',
  'ContinueStatement',
  'ReturnStatement',
  'ThrowStatement',
  'YieldExpression',
  'AwaitExpression',
]);

function isAssignment({ type }: AnyNode): boolean {
  return type === 'AssignmentExpression' || type === 'UpdateExpression';
}

/** Names that a node may change: by assigning, by a method, or by giving them to a function. */
function namesTouched(node: AnyNode): string[] {
  if (node.type === 'AssignmentExpression') return namesIn(node.left);
  if (node.type === 'UpdateExpression') return namesIn(node.argument);
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return [];
  return [...namesIn(node.callee), ...node.arguments.flatMap(namesIn)];
}

function namesIn(root: Node): string[] {
  const names: string[] = [];
  walk(root, (node) => void (node.type === 'Identifier' && names.push(node.name)));
  return names;
}

/** The names of a test that only compares names, numbers and lengths; null for any other. */
function namesTested(test: Expression): string[] | null {
  if (test.type !== 'BinaryExpression' || !/^[<>!=]/.test(test.operator)) return null;
  const sides = [test.left, test.right].map(nameOf);
  if (sides.some((side) => side === null)) return null;
  const names = sides.filter((side) => side !== null && side !== '') as string[];
  return names.length > 0 ? names : null;
}

/** The name of a variable, or of one whose length it is; `''` for a number or text. */
function nameOf(node: Node): string | null {
  const side = node as AnyNode;
  if (side.type === 'Literal') return '';
  if (side.type === 'Identifier') return side.name;
  if (side.type !== 'MemberExpression' || side.object.type !== 'Identifier') return null;
  const isLength = side.property.type === 'Identifier' && side.property.name === 'length';
  return isLength && !side.computed ? side.object.name : null;
}

/** The counter of `for (…; i < n; i--)`; null if it counts towards its end. */
function wrongDirection({ test, update }: Loop): string | null {
  if (test?.type !== 'BinaryExpression' || test.left.type !== 'Identifier') return null;
  if (update?.type !== 'UpdateExpression' || update.argument.type !== 'Identifier') return null;
  const { name } = test.left;
  if (update.argument.name !== name) return null;
  const wrong = update.operator === '--' ? /^<=?$/ : /^>=?$/;
  return wrong.test(test.operator) ? name : null;
}
