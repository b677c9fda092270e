import type { AnyNode, CallExpression, Program } from 'acorn';
import type { Call, CallArgument } from './call.ts';
import { type Place, placeFinder } from './place.ts';
import type { Part, Piece } from './read-parts.ts';
import { walkTo } from './walk-to.ts';

/** A file that a call saves. */
export type SavedFile = Place & {
  /** The last segment of its path; null if the script computes it. */
  name: string | null;
  /** Null if the script computes it, and for `WriteData`. */
  format: string | null;
  /** Whether the call is carried out whenever its part of the script is. */
  isCertain: boolean;
  /** The name that Docs gives the file if the code of a `jsValue(…)` gives no text. */
  fallback?: string;
};

/** The files that the calls of Docs save, in the order of the script. */
export function savedByCalls(parts: readonly Part[]): SavedFile[] {
  return parts.flatMap((part) => (part.part === 'call' ? savedByCall(part) : []));
}

/** At most one file. */
export function savedByCall({ name, line, column, arguments: [first, second] }: Call): SavedFile[] {
  const call = { line, column, isCertain: true };
  if (name === 'SaveFile') return [{ ...call, ...named(second), format: read(first) }];
  if (name === 'WriteData') return [{ ...call, ...named(first), format: null }];
  return [];
}

function named(argument: CallArgument | undefined): Pick<SavedFile, 'name' | 'fallback'> {
  if (!argument?.expression) return { name: lastSegment(read(argument)) };
  return { name: null, fallback: lastSegment(argument.source) };
}

function read(argument: CallArgument | undefined): string | null {
  return argument === undefined || argument.expression ? null : argument.text;
}

/**
 * The files that the JavaScript of a piece saves by `builderJS`, in the order of the script.
 *
 * @param text of the piece
 */
export function savedInCode({ lines }: Piece, text: string, program: Program): SavedFile[] {
  const placeAt = placeFinder(lines);
  const found: SavedFile[] = [];
  walkTo('builderJS', text, program, (node, isCertain) => {
    const saved = node.type === 'CallExpression' && savedByCallee(node);
    if (saved) found.push({ ...saved, ...placeAt(node.start), isCertain });
  });
  return found;
}

function savedByCallee({ callee, arguments: given }: CallExpression) {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return null;
  if (callee.object.type !== 'Identifier' || callee.object.name !== 'builderJS') return null;
  const [first = null, second = null] = given.map(constantOf);
  if (callee.property.name === 'SaveFile') return { name: lastSegment(second), format: first };
  if (callee.property.name === 'WriteData') return { name: lastSegment(first), format: null };
  return null;
}

function constantOf(node: AnyNode): string | null {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral' || node.expressions.length > 0) return null;
  return node.quasis[0]?.value.cooked ?? null;
}

/** Docs saves a file by the last segment of its path. */
function lastSegment<T extends string | null>(path: T): T | string {
  return path === null ? path : path.slice(path.lastIndexOf('/') + 1);
}
