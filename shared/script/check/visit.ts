import type { AnyNode, Node, Pattern } from 'acorn';

/** Whether a node runs for certain when its piece runs: not in a function, a branch, a loop or a `try`. */
export type Visit = (node: AnyNode, isCertain: boolean) => void;

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

/** Visits a node and all below it, without recursion, in no order that means something. */
export function visitAll(root: Node, visit: Visit): void {
  const nodes: AnyNode[] = [root as AnyNode];
  const certain: boolean[] = [true];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const isCertain = certain.pop() === true;
    visit(node, isCertain);
    if (node.type === 'Identifier' || node.type === 'Literal') continue;
    const below = isCertain && !UNCERTAIN.has(node.type);
    const fields = node as unknown as Record<string, unknown>;
    for (const field in fields) {
      const value = fields[field];
      if (value === null || typeof value !== 'object') continue;
      const from = nodes.length;
      if (Array.isArray(value)) pushNodes(nodes, value);
      else if (isNode(value)) nodes.push(value);
      for (let index = from; index < nodes.length; index++) certain.push(below);
    }
  }
}

function pushNodes(nodes: AnyNode[], values: unknown[]): void {
  for (const value of values)
    if (value !== null && typeof value === 'object' && isNode(value)) nodes.push(value);
}

function isNode(value: object): value is AnyNode {
  return 'type' in value && typeof value.type === 'string';
}

/** The names that a pattern binds, with where each begins. */
export function* boundNames(
  pattern: Pattern | null | undefined,
): Generator<{ name: string; start: number }> {
  if (!pattern) return;
  if (pattern.type === 'Identifier') yield pattern;
  else if (pattern.type === 'AssignmentPattern') yield* boundNames(pattern.left);
  else if (pattern.type === 'RestElement') yield* boundNames(pattern.argument);
  else if (pattern.type === 'ArrayPattern')
    for (const element of pattern.elements) yield* boundNames(element);
  else if (pattern.type === 'ObjectPattern')
    for (const property of pattern.properties)
      yield* boundNames(property.type === 'Property' ? property.value : property.argument);
}
