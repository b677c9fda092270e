import type { AnyNode, CallExpression, Node, Program } from 'acorn';
import { INPUT_PREFIX, inputNamed } from './input-reference.ts';
import { type Place, placeFinder } from './place.ts';
import type { Piece } from './read-parts.ts';
import { walkTo } from './walk-to.ts';

/** An `input://` name in the JavaScript of a script. */
export type NamedInput = Place & {
  name: string;
  /** Whether the code with the name runs whenever its part of the script does. */
  isCertain: boolean;
  /** Whether it is drawn as a picture. */
  isDrawn: boolean;
};

/** Methods that draw their first argument. */
const DRAWING = new Set([
  'CreateImage',
  'AddImage',
  'CreateBlipFill',
  'ReplaceCurrentImage',
  'CreateOleObject',
  'AddOleObject',
]);
/** A file with such a name is a picture, also if the code does not show what becomes of it. */
const PICTURES = ['.png', '.jpg', '.jpeg', '.gif', '.bmp', '.tif', '.tiff', '.svg', '.webp'];

/** The inputs that the JavaScript of a piece names, in the order of the script. @param text of the piece */
export function inputsInCode({ lines }: Piece, text: string, program: Program): NamedInput[] {
  const placeAt = placeFinder(lines);
  const drawn = new Set<Node>();
  const found: NamedInput[] = [];
  walkTo(INPUT_PREFIX, text, program, (node, isCertain) => {
    const argument = node.type === 'CallExpression' && isDrawing(node) && node.arguments[0];
    if (argument) drawn.add(argument);
    const name = nameIn(node);
    if (name === undefined) return;
    const isPicture = PICTURES.some((suffix) => name.toLowerCase().endsWith(suffix));
    found.push({ name, ...placeAt(node.start), isCertain, isDrawn: isPicture || drawn.has(node) });
  });
  return found;
}

function isDrawing({ callee }: CallExpression): boolean {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false;
  return DRAWING.has(callee.property.name);
}

function nameIn(node: AnyNode): string | undefined {
  const text =
    node.type === 'Literal'
      ? node.value
      : node.type === 'TemplateLiteral' && node.expressions.length === 0
        ? node.quasis[0]?.value.cooked
        : undefined;
  return typeof text === 'string' ? inputNamed(text) : undefined;
}
