import type { AnyNode, Node } from 'acorn';

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
  const children: AnyNode[] = [];
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
    const below = step === ENTER_CERTAIN && !UNCERTAIN.has(node.type) ? ENTER_CERTAIN : ENTER;
    addChildren(children, node);
    for (let child = children.pop(); child; child = children.pop()) {
      nodes.push(child);
      steps.push(below);
    }
  }
}

/** Adds the nodes directly below a node to an empty list, in the order of the text. */
function addChildren(children: AnyNode[], node: AnyNode): void {
  const fields = node as unknown as Record<string, unknown>;
  for (const name in fields) {
    const value = fields[name];
    if (value === null || typeof value !== 'object') continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) children.push(item);
    } else if (isNode(value)) children.push(value);
  }
  // The parser has the texts of a template after all its expressions.
  if (node.type === 'TemplateLiteral') children.sort((a, b) => a.start - b.start);
}

function isNode(value: unknown): value is AnyNode {
  return value !== null && typeof value === 'object' && 'type' in value && 'start' in value;
}
