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
export function patternsOf(node: AnyNode): readonly (Pattern | null | undefined)[] {
  switch (node.type) {
    case 'VariableDeclarator':
      return [node.id];
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return [node.id, ...node.params];
    case 'ClassDeclaration':
    case 'ClassExpression':
      return [node.id];
    case 'CatchClause':
      return [node.param];
    case 'AssignmentExpression':
      return [node.left];
    case 'ForInStatement':
    case 'ForOfStatement':
      return node.left.type === 'VariableDeclaration' ? NONE : [node.left];
    default:
      return NONE;
  }
}

/** Most nodes bind nothing, and a large script has 250,000. */
const NONE: readonly Pattern[] = [];

/** A node of one type. */
export type Typed<T extends AnyNode['type']> = Extract<AnyNode, { type: T }>;
