import { type AnyNode, type CallExpression, parse } from 'acorn';
import type { Call, CallArgument } from '../script/call.ts';
import { placeAtOffset } from '../script/place.ts';
import { type Part, type Piece, readParts, textOf } from '../script/read-parts.ts';
import { referencedInputs } from './inputs.ts';
import type { ScriptInput, ScriptOutput } from './template.ts';

export type ScriptFiles = { inputs: ScriptInput[]; outputs: ScriptOutput[] };

/** The contract's limit for files of a build; a script may have more calls. */
const MAX_LISTED = 100;

/**
 * Lists the files that a script names: which it reads, and which it saves, by calls of Docs and by
 * `builderJS`. A call inside a loop or a condition is listed once. Nothing is run.
 */
export function scriptFiles(script: string): ScriptFiles {
  const { parts } = readParts(script);
  const inputs = new Map<string, number>();
  for (const { line, text } of parts.flatMap(linesOf))
    for (const name of referencedInputs(text, undefined))
      if (!inputs.has(name)) inputs.set(name, line);
  return {
    inputs: Array.from(inputs, ([name, line]) => ({ name, line })).slice(0, MAX_LISTED),
    outputs: parts.flatMap(outputsOf).slice(0, MAX_LISTED),
  };
}

function linesOf(part: Part): { line: number; text: string }[] {
  return part.part === 'call' ? [part] : part.lines;
}

function outputsOf(part: Part): ScriptOutput[] {
  return part.part === 'call' ? outputOfCall(part) : outputsOfPiece(part);
}

function outputOfCall({ name, line, arguments: [first, second] }: Call): ScriptOutput[] {
  if (name === 'SaveFile') return [{ name: fileName(read(second)), format: read(first), line }];
  if (name === 'WriteData') return [{ name: fileName(read(first)), format: null, line }];
  return [];
}

function read(argument: CallArgument | undefined): string | null {
  return argument === undefined || argument.expression ? null : argument.text;
}

/** Calls of `builderJS` in JavaScript; none if the piece is no JavaScript, or is nested too deeply. */
function outputsOfPiece(piece: Piece): ScriptOutput[] {
  const code = textOf(piece);
  if (!code.includes('builderJS')) return [];
  try {
    const options = { ecmaVersion: 'latest', allowReturnOutsideFunction: true } as const;
    return [...callsIn(parse(code, options))].flatMap((call) => outputOfCallee(piece, call));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return [];
    throw error;
  }
}

function outputOfCallee(piece: Piece, { callee, arguments: given, start }: CallExpression) {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
  if (callee.object.type !== 'Identifier' || callee.object.name !== 'builderJS') return [];
  const { line } = placeAtOffset(piece.lines, start);
  const [first = null, second = null] = given.map(constantOf);
  if (callee.property.name === 'SaveFile') return [{ name: fileName(second), format: first, line }];
  if (callee.property.name === 'WriteData') return [{ name: fileName(first), format: null, line }];
  return [];
}

function constantOf(node: AnyNode): string | null {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral' || node.expressions.length > 0) return null;
  return node.quasis[0]?.value.cooked ?? null;
}

function* callsIn(node: AnyNode): Generator<CallExpression> {
  if (node.type === 'CallExpression') yield node;
  for (const value of Object.values(node) as unknown[])
    for (const inner of [value].flat()) if (isNode(inner)) yield* callsIn(inner);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** Docs saves a file by the last segment of its path. */
function fileName(path: string | null): string | null {
  return path === null ? null : path.slice(path.lastIndexOf('/') + 1);
}
