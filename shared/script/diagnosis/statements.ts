import type {
  AnyNode,
  ClassDeclaration,
  Expression,
  Program,
  Statement,
  VariableDeclaration,
  VariableDeclarator,
} from 'acorn';
import { walk } from '../walk.ts';
import { isFunction, namesIn } from './declared-names.ts';
import { copyEdited, type Rewrite } from './edits.ts';
import { add } from './writer.ts';

/**
 * Writes the statements of a program so that a value that one of them throws is kept and the others are
 * skipped. `let`, `const` and `class` stay at the top level, and only what can throw in them is guarded:
 * scope, order and errors of access are then those of the author's program.
 */
export function writeStatements(rewrite: Rewrite, program: Program): void {
  const { body } = program;
  for (const node of body) if (isDirective(node)) copyStatement(rewrite, node);
  for (const node of body) if (node.type === 'FunctionDeclaration') copyEdited(rewrite, node);
  for (const node of body) writeStatement(rewrite, node as Statement);
}

function isDirective(node: AnyNode): boolean {
  return node.type === 'ExpressionStatement' && node.directive !== undefined;
}

/** A copy whose statement ends, also where the author left the semicolon out. */
function copyStatement(rewrite: Rewrite, node: AnyNode): void {
  copyEdited(rewrite, node);
  add(rewrite.written, ';');
}

function writeStatement(rewrite: Rewrite, node: Statement): void {
  if (isDirective(node) || node.type === 'FunctionDeclaration' || node.type === 'EmptyStatement')
    return;
  if (node.type === 'ClassDeclaration') writeClass(rewrite, node);
  else if (node.type === 'VariableDeclaration' && node.kind !== 'var')
    writeVariables(rewrite, node);
  else writeTried(rewrite, node);
}

function writeTried(rewrite: Rewrite, node: Statement): void {
  const { runtime, markAt } = rewrite;
  add(rewrite.written, `if(!${runtime}.e)try{`);
  copyStatement(rewrite, node);
  add(rewrite.written, `}catch($e){${runtime}.c($e,${markAt(node.start)})}`);
}

function writeClass(rewrite: Rewrite, node: ClassDeclaration): void {
  if (!runsCode(node)) {
    copyStatement(rewrite, node);
    return;
  }
  add(rewrite.written, `let ${node.id.name}=${rewrite.runtime}.g(()=>(`);
  copyEdited(rewrite, node);
  add(rewrite.written, `),${rewrite.markAt(node.start)});`);
}

function writeVariables(rewrite: Rewrite, node: VariableDeclaration): void {
  for (const declarator of node.declarations) {
    const { id, init } = declarator;
    if (!init || hasDirectEval(init) || (id.type === 'Identifier' && isBare(init))) {
      add(rewrite.written, node.kind);
      copyStatement(rewrite, declarator);
    } else writeGuarded(rewrite, node, declarator, init);
  }
}

function writeGuarded(
  rewrite: Rewrite,
  { kind }: VariableDeclaration,
  declarator: VariableDeclarator,
  init: Expression,
): void {
  const { runtime, markAt } = rewrite;
  const { id } = declarator;
  const end = `,${markAt(declarator.start)}`;
  if (id.type === 'Identifier' && init.type !== 'ClassExpression') {
    add(rewrite.written, `${kind} ${id.name}=${runtime}.g(()=>(`);
    copyEdited(rewrite, init);
    add(rewrite.written, `)${end});`);
    return;
  }
  const names = `[${namesIn(id).join()}]`;
  add(rewrite.written, `${kind} ${names}=${runtime}.g(()=>{${kind}`);
  copyStatement(rewrite, declarator);
  add(rewrite.written, `return ${names}}${end},[]);`);
}

/** What cannot throw, or gets its name from its variable. */
function isBare(init: Expression): boolean {
  if (init.type === 'ClassExpression') return !runsCode(init);
  return init.type === 'Literal' || isFunction(init);
}

/** Whether the definition of a class runs code of the author. */
function runsCode(node: AnyNode): boolean {
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return false;
  if (node.superClass) return true;
  return node.body.body.some(
    (member) =>
      member.type === 'StaticBlock' ||
      member.computed ||
      (member.static && member.type === 'PropertyDefinition'),
  );
}

/** Such code may declare variables, which must be those of the scope that the author chose. */
function hasDirectEval(init: Expression): boolean {
  let found = false;
  walk(init, (node) => {
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier')
      found ||= node.callee.name === 'eval';
    return !found && !isFunction(node);
  });
  return found;
}
