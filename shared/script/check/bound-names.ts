import type { AnyNode, Pattern } from 'acorn';

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

/** What a node binds or assigns. */
export function patternsOf(node: AnyNode): (Pattern | null | undefined)[] {
  if (node.type === 'VariableDeclarator') return [node.id];
  if (isFunction(node)) return [node.id, ...node.params];
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') return [node.id];
  if (node.type === 'CatchClause') return [node.param];
  if (node.type === 'AssignmentExpression') return [node.left];
  const isFor = node.type === 'ForInStatement' || node.type === 'ForOfStatement';
  return isFor && node.left.type !== 'VariableDeclaration' ? [node.left] : [];
}

/** A node of one type. */
export type Typed<T extends AnyNode['type']> = Extract<AnyNode, { type: T }>;

function isFunction(
  node: AnyNode,
): node is Typed<'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'> {
  return /^(ArrowFunction|Function)(Declaration|Expression)$/.test(node.type);
}
