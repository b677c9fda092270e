import { type Expression, parseExpressionAt, type SpreadElement } from 'acorn';
import type { Call } from '../call.ts';

/** A call as JavaScript would read it: what its author meant. */
export type WrittenCall = {
  name: string;
  arguments: (Expression | SpreadElement)[];
  /** What stands behind the call on its line, without blanks and semicolons. */
  rest: string;
};

/** A longer line is not read as JavaScript. */
const MAX_LINE = 10_000;

/** Null if the line is no whole call: it may go on in the next line. */
export function readWrittenCall({ text }: Call): WrittenCall | null {
  if (text.length > MAX_LINE) return null;
  try {
    const node = parseExpressionAt(text, 0, { ecmaVersion: 2022 });
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return null;
    const { property } = node.callee;
    if (property.type !== 'Identifier') return null;
    const rest = text.slice(node.end).replace(/^[\s;]+/, '');
    return { name: property.name, arguments: node.arguments, rest };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

/** Whether nothing but a comment follows. */
export function isComment(rest: string): boolean {
  if (rest === '' || rest.startsWith('//')) return true;
  if (!rest.startsWith('/*')) return false;
  const end = rest.indexOf('*/');
  return end === -1 || isComment(rest.slice(end + 2).trimStart());
}
