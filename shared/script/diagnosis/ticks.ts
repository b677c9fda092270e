import type { AnyNode, Statement } from 'acorn';
import { type AnyFunction, isFunction } from './declared-names.ts';
import type { Edit, Rewrite } from './edits.ts';

/** The beginning of a tick: code that checks the time in each turn of a loop, and in each call of a callback. */
export function openingTick(
  node: AnyNode,
  { runtime, markAt, callbacks }: Rewrite,
): Edit | undefined {
  const loop = bodyOfLoop(node);
  if (loop) return { offset: loop.start, skip: 0, line: `{${runtime}.k(${markAt(node.start)});` };
  noteCallbacks(node, callbacks);
  const callee = callbacks.get(node);
  if (callee === undefined || !isFunction(node)) return undefined;
  const tick = `${runtime}.k(${markAt(callee)})`;
  if (node.body.type !== 'BlockStatement')
    return { offset: node.body.start, skip: 0, line: `(${tick},(` };
  return { offset: afterDirectives(node), skip: 0, line: `${tick};` };
}

/** The end of what `openingTick` begins. */
export function closingTick(node: AnyNode, { callbacks }: Rewrite): Edit | undefined {
  const loop = bodyOfLoop(node);
  if (loop) return { offset: loop.end, skip: 0, line: '}' };
  if (!callbacks.has(node) || !isFunction(node) || node.body.type === 'BlockStatement')
    return undefined;
  return { offset: node.body.end, skip: 0, line: '))' };
}

/** Notes the functions that a call is given, with the place of the name of what is called. */
function noteCallbacks(node: AnyNode, callbacks: Rewrite['callbacks']): void {
  if (node.type !== 'CallExpression') return;
  const { callee } = node;
  const { start } = callee.type === 'MemberExpression' ? callee.property : callee;
  for (const argument of node.arguments) if (isFunction(argument)) callbacks.set(argument, start);
}

function afterDirectives({ body }: AnyFunction): number {
  if (body.type !== 'BlockStatement') return body.start;
  const first = body.body.find((node) => !('directive' in node && node.directive !== undefined));
  return first?.start ?? body.end - 1;
}

function bodyOfLoop(node: AnyNode): Statement | undefined {
  switch (node.type) {
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
      return node.body;
    default:
      return undefined;
  }
}
