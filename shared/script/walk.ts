import type { AnyNode, Node } from 'acorn';
import { CHILDREN } from './node-children.ts';

/**
 * Is called with each node. `isCertain`: the node runs for certain when its piece runs, because it is in no
 * function, branch, loop or `try`. If it returns false, what is below the node is not visited.
 */
export type Enter = (node: AnyNode, isCertain: boolean) => unknown;

const UNCERTAIN = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassBody',
  'IfStatement',
  'ConditionalExpression',
  'LogicalExpression',
  'SwitchStatement',
  'TryStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'LabeledStatement',
  'AssignmentPattern',
  'ChainExpression',
]);

const ENTER = 0;
const ENTER_CERTAIN = 1;
const LEAVE = 2;

/**
 * Visits a node and all below it in the order of the text, without recursion.
 *
 * @param enter is called before the children of a node
 * @param leave is called after them
 */
export function walk(root: Node, enter: Enter, leave?: (node: AnyNode) => void): void {
  const nodes: AnyNode[] = [root as AnyNode];
  const steps: number[] = [ENTER_CERTAIN];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const step = steps.pop();
    if (step === LEAVE) {
      leave?.(node);
      continue;
    }
    if (enter(node, step === ENTER_CERTAIN) === false) continue;
    if (leave) {
      nodes.push(node);
      steps.push(LEAVE);
    }
    if (node.type === 'Identifier' || node.type === 'Literal') continue;
    pushChildren(nodes, node);
    const below = step === ENTER_CERTAIN && !UNCERTAIN.has(node.type) ? ENTER_CERTAIN : ENTER;
    while (steps.length < nodes.length) steps.push(below);
  }
}

/** Pushes the nodes directly below a node, the first one last. */
function pushChildren(nodes: AnyNode[], node: AnyNode): void {
  if (node.type === 'TemplateLiteral') {
    pushTemplate(nodes, node);
    return;
  }
  const fields = node as unknown as Record<string, unknown>;
  const names = CHILDREN[node.type];
  for (let index = names.length - 1; index >= 0; index--) {
    const value = fields[names[index] as string] as AnyNode | (AnyNode | null)[] | null | undefined;
    if (Array.isArray(value)) pushAll(nodes, value);
    else if (value) nodes.push(value);
  }
}

function pushAll(nodes: AnyNode[], list: readonly (AnyNode | null)[]): void {
  for (let index = list.length - 1; index >= 0; index--) {
    const item = list[index];
    if (item) nodes.push(item);
  }
}

/** Texts and expressions of a template take turns; it begins and ends with a text. */
function pushTemplate(
  nodes: AnyNode[],
  { quasis, expressions }: Extract<AnyNode, { type: 'TemplateLiteral' }>,
): void {
  for (let index = quasis.length - 1; index >= 0; index--) {
    const [expression, text] = [expressions[index], quasis[index]];
    if (expression) nodes.push(expression);
    if (text) nodes.push(text);
  }
}
