import type { AnyNode, Pattern, Program } from 'acorn';
import { walk } from '../walk.ts';

/** Names that a program declares in the global scope, each with the offset of its first declaration. */
export type DeclaredNames = { lexical: Map<string, number>; variables: Map<string, number> };

export function declaredNames(program: Program): DeclaredNames {
  const lexical = new Map<string, number>();
  const variables = new Map<string, number>();
  for (const node of program.body) {
    if (node.type === 'ClassDeclaration') lexical.set(node.id.name, node.id.start);
    else if (node.type === 'VariableDeclaration' && node.kind !== 'var')
      for (const { id } of node.declarations) addNames(id, lexical);
    else addVariables(node, variables);
  }
  return { lexical, variables };
}

/** The names that a pattern binds, in the order of the text. */
export function namesIn(pattern: Pattern): string[] {
  const names = new Map<string, number>();
  addNames(pattern, names);
  return [...names.keys()];
}

function addVariables(statement: AnyNode, names: Map<string, number>): void {
  walk(statement, (node) => {
    if (node.type === 'FunctionDeclaration' && node === statement && node.id)
      names.set(node.id.name, node.id.start);
    if (node.type === 'VariableDeclaration' && node.kind === 'var')
      for (const { id } of node.declarations) addNames(id, names);
    return !isFunction(node) && node.type !== 'ClassBody';
  });
}

/** A function of any form. */
export type AnyFunction = Extract<
  AnyNode,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

export function isFunction(node: AnyNode): node is AnyFunction {
  const { type } = node;
  return (
    type === 'FunctionDeclaration' ||
    type === 'FunctionExpression' ||
    type === 'ArrowFunctionExpression'
  );
}

function addNames(pattern: Pattern, names: Map<string, number>): void {
  if (pattern.type === 'Identifier')
    names.set(pattern.name, names.get(pattern.name) ?? pattern.start);
  else if (pattern.type === 'ArrayPattern')
    for (const element of pattern.elements) element && addNames(element, names);
  else if (pattern.type === 'AssignmentPattern') addNames(pattern.left, names);
  else if (pattern.type === 'RestElement') addNames(pattern.argument, names);
  else if (pattern.type === 'ObjectPattern')
    for (const property of pattern.properties)
      addNames(property.type === 'RestElement' ? property.argument : property.value, names);
}

/** Names that the scripts of one document have declared so far. */
export type Declared = { lexical: Set<string>; variables: Set<string> };

/**
 * Adds the names of one more script of a document.
 *
 * @param isTaken whether the engine has a global variable of that name that cannot be declared again
 * @returns the first name that cannot be declared, or undefined if all were added
 */
export function declare(
  declared: Declared,
  { lexical, variables }: DeclaredNames,
  isTaken: (name: string) => boolean,
): { name: string; offset: number } | undefined {
  const conflicts = [
    ...[...lexical].filter(
      ([name]) => declared.lexical.has(name) || declared.variables.has(name) || isTaken(name),
    ),
    ...[...variables].filter(([name]) => declared.lexical.has(name)),
  ].sort(([, a], [, b]) => a - b);
  const first = conflicts[0];
  if (first) return { name: first[0], offset: first[1] };
  for (const name of lexical.keys()) declared.lexical.add(name);
  for (const name of variables.keys()) declared.variables.add(name);
  return undefined;
}
