import { type KeptLine, type Place, placeInLine } from './place.ts';

const PREFIX = 'builder.';
const CLOSE_IN_JAVASCRIPT = 'builderJS.CloseFile()';
const EXPRESSION = 'jsValue(';

/** One argument of a call: the text between two quotes of the line, whatever they were meant for. */
export type CallArgument = Place & {
  /** As it stands in the script: `\` is not removed. */
  source: string;
  /** What Docs reads: a text of one byte is empty. */
  text: string;
  /** The code of a `jsValue(…)`, and where it begins. Its result is the argument if it is a string. */
  expression?: Place & { code: string };
};

/**
 * A line that Docs carries out itself, before any JavaScript is read. Docs never reports an unknown name.
 * An argument that is not given has the value that it had in an earlier call.
 */
export type Call = Place & {
  part: 'call';
  /** All between `builder.` and the first `(`: only exact names are known to Docs. */
  name: string;
  /** False when the line has no `(`: what Docs then reads as the name is not defined. */
  hasParenthesis: boolean;
  /** Docs has room for four; one more kills it. */
  arguments: CallArgument[];
  /** The line without its indentation. */
  text: string;
};

/** Whether Docs takes a kept line as a call. */
export function isCall({ text }: KeptLine): boolean {
  return (text.startsWith(PREFIX) && text !== PREFIX) || text.startsWith(CLOSE_IN_JAVASCRIPT);
}

/** Reads a line for which `isCall` is true. */
export function readCall(line: KeptLine): Call {
  const { text } = line;
  const parenthesis = text.indexOf('(');
  const hasParenthesis = parenthesis !== -1;
  const name = text.startsWith(CLOSE_IN_JAVASCRIPT)
    ? 'CloseFile'
    : text.slice(PREFIX.length, hasParenthesis ? parenthesis : undefined);
  const place = { line: line.line, column: line.column };
  return { part: 'call', ...place, name, hasParenthesis, arguments: readArguments(line), text };
}

/** Docs goes from quote to quote; `'` and `"` end each other, unless a `\` precedes. */
function readArguments(line: KeptLine): CallArgument[] {
  const found: CallArgument[] = [];
  const { text } = line;
  for (let index = 0; index < text.length; index++) {
    if (!isQuote(text, index)) continue;
    const start = ++index;
    while (index < text.length && !(isQuote(text, index) && text[index - 1] !== '\\')) index++;
    if (index > start) found.push(readArgument(line, start, index));
  }
  return found;
}

function isQuote(text: string, index: number): boolean {
  return text[index] === '"' || text[index] === "'";
}

function readArgument(line: KeptLine, start: number, end: number): CallArgument {
  const source = line.text.slice(start, end);
  const isOneByte = source.length === 1 && source < '\x80';
  const argument = { ...placeInLine(line, start), source, text: isOneByte ? '' : source };
  if (!source.startsWith(EXPRESSION) || source.length <= EXPRESSION.length + 1) return argument;
  const code = source.slice(EXPRESSION.length, -1).replaceAll('\\"', '"');
  return {
    ...argument,
    expression: { ...placeInLine(line, start + EXPRESSION.length), code },
  };
}
