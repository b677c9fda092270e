import type { AnyNode, Identifier, Literal, Node, Pattern, Program } from 'acorn';
import { newerThanEngine } from '../parse-program.ts';
import { walk } from '../walk.ts';
import { boundNames, patternsOf, type Typed } from './bound-names.ts';

export type Use = { name: string; start: number; isCertain: boolean };
/** A call of a method. `onApi`: of `Api` itself. */
export type MethodCall = Use & { onApi: boolean };
/** A name that a piece declares at its top level. `isLexical`: by `let`, `const` or `class`. */
export type Declaration = { name: string; start: number; isLexical: boolean };

/** The names that one piece of a script uses and defines. */
export type ProgramNames = {
  declarations: Declaration[];
  /** Names that are declared or assigned anywhere, in any scope. */
  declared: Set<string>;
  /** Names of members that the script defines, or looks for before it uses them. */
  members: Set<string>;
  /** Every name in the place of a value. */
  uses: Use[];
  /** Names that `typeof` asks for: they may be absent. */
  guarded: Set<string>;
  calls: MethodCall[];
  /** Whether the code may define names that cannot be seen: `eval`, `Function` or `with`. */
  isDynamic: boolean;
  /** Whether the parser took syntax that the engine does not know. */
  isNewer: boolean;
  loops: { node: AnyNode; isCertain: boolean }[];
  /** Numbers that are written with many digits. */
  longNumbers: Literal[];
};

/** A shorter number has no more digits than JavaScript keeps. */
const LONG_DIGITS = 16;

export function namesInProgram(program: Program): ProgramNames {
  const names: ProgramNames = {
    declarations: [...topLevel(program)],
    declared: new Set(),
    members: new Set(),
    uses: [],
    guarded: new Set(),
    calls: [],
    isDynamic: false,
    isNewer: false,
    loops: [],
    longNumbers: [],
  };
  const noValues: NoValues = new Uint8Array(program.end);
  walk(program, (node, isCertain) => {
    if (node.type === 'Identifier') noteUse(names.uses, noValues, node, isCertain);
    else note(names, noValues, node, isCertain);
  });
  return names;
}

/** Has 1 at the offset of each identifier that is no value. A node is noted before those below it. */
type NoValues = Uint8Array;

/** In `{ name }` one identifier is a key and a value. */
function noteUse(
  uses: Use[],
  noValues: NoValues,
  { name, start }: Identifier,
  isCertain: boolean,
): void {
  if (noValues[start] || uses.at(-1)?.start === start) return;
  uses.push({ name, start, isCertain });
}

function* topLevel(program: Program): Generator<Declaration> {
  for (const node of program.body) {
    if (node.type === 'ClassDeclaration') yield { ...bare(node.id), isLexical: true };
    if (node.type === 'FunctionDeclaration') yield { ...bare(node.id), isLexical: false };
    if (node.type !== 'VariableDeclaration') continue;
    for (const { id } of node.declarations)
      for (const name of boundNames(id)) yield { ...bare(name), isLexical: node.kind !== 'var' };
  }
}

const bare = ({ name, start }: { name: string; start: number }) => ({ name, start });

/** Notes what a node declares or calls; `noValues` gets the identifiers below it that are no values. */
function note(names: ProgramNames, noValues: NoValues, node: AnyNode, isCertain: boolean): void {
  for (const pattern of patternsOf(node)) declare(names, pattern);
  if (node.type === 'CallExpression' || node.type === 'NewExpression')
    noteCall(names, node, isCertain);
  else if (node.type === 'MemberExpression') {
    if (!node.computed) noValues[node.property.start] = 1;
  } else if (isKeyed(node)) defineKey(names, noValues, node);
  else if (node.type === 'Literal') noteLiteral(names, node);
  else if (node.type === 'AssignmentExpression') {
    if (node.left.type === 'MemberExpression') defineMember(names, node.left);
  } else noteRare(names, noValues, node, isCertain);
}

const LOOPS = new Set(['WhileStatement', 'DoWhileStatement', 'ForStatement']);

function noteLiteral(names: ProgramNames, node: Literal): void {
  if (typeof node.value === 'string') names.members.add(node.value);
  else if (typeof node.value === 'number' && (node.raw?.length ?? 0) >= LONG_DIGITS)
    names.longNumbers.push(node);
  else if (newerThanEngine(node)) names.isNewer = true;
}

function noteRare(
  names: ProgramNames,
  noValues: NoValues,
  node: AnyNode,
  isCertain: boolean,
): void {
  if (LOOPS.has(node.type)) names.loops.push({ node, isCertain });
  if (newerThanEngine(node)) names.isNewer = true;
  else if (isLabelled(node)) {
    if (node.label) noValues[node.label.start] = 1;
  } else if (node.type === 'MetaProperty')
    for (const { start } of [node.meta, node.property]) noValues[start] = 1;
  else if (node.type === 'WithStatement') names.isDynamic = true;
  else if (node.type === 'IfStatement' || node.type === 'ConditionalExpression')
    guardMembers(names, node.test);
  else if (node.type === 'LogicalExpression') guardMembers(names, node.left);
  else if (node.type === 'UnaryExpression' && node.operator === 'typeof') {
    if (node.argument.type === 'Identifier') names.guarded.add(node.argument.name);
  }
}

function isKeyed(
  node: AnyNode,
): node is Typed<'Property' | 'MethodDefinition' | 'PropertyDefinition'> {
  const { type } = node;
  return type === 'Property' || type === 'MethodDefinition' || type === 'PropertyDefinition';
}

function isLabelled(
  node: AnyNode,
): node is Typed<'LabeledStatement' | 'BreakStatement' | 'ContinueStatement'> {
  const { type } = node;
  return type === 'LabeledStatement' || type === 'BreakStatement' || type === 'ContinueStatement';
}

function declare(names: ProgramNames, pattern: Pattern | null | undefined): void {
  if (pattern?.type === 'Identifier') names.declared.add(pattern.name);
  else for (const { name } of boundNames(pattern)) names.declared.add(name);
}

function defineMember(
  names: ProgramNames,
  { computed, property }: Typed<'MemberExpression'>,
): void {
  if (!computed && property.type === 'Identifier') {
    names.members.add(property.name);
    names.declared.add(property.name); // globalThis.name = …
  }
}

function defineKey(
  names: ProgramNames,
  noValues: NoValues,
  node: Typed<'Property' | 'MethodDefinition' | 'PropertyDefinition'>,
): void {
  if (node.computed || node.key.type !== 'Identifier') return;
  names.members.add(node.key.name);
  if (node.type !== 'Property' || !node.shorthand) noValues[node.key.start] = 1;
}

function noteCall(
  names: ProgramNames,
  node: Typed<'CallExpression' | 'NewExpression'>,
  isCertain: boolean,
): void {
  const { callee } = node;
  if (callee.type === 'Identifier' && (callee.name === 'eval' || callee.name === 'Function'))
    names.isDynamic = true;
  if (node.type === 'NewExpression' || node.optional) return;
  if (callee.type !== 'MemberExpression' || callee.computed) return;
  if (callee.property.type !== 'Identifier') return;
  const onApi = callee.object.type === 'Identifier' && callee.object.name === 'Api';
  const { name, start } = callee.property;
  names.calls.push({ name, start, isCertain, onApi });
}

/** `if (shape.SetName)` and `shape.SetName && …`: the script looks whether there is such a member. */
function guardMembers(names: ProgramNames, test: Node): void {
  const node = test as AnyNode;
  if (node.type === 'UnaryExpression') guardMembers(names, node.argument);
  if (node.type === 'BinaryExpression') guardMembers(names, node.left);
  if (node.type === 'MemberExpression' && node.property.type === 'Identifier')
    names.members.add(node.property.name);
}
