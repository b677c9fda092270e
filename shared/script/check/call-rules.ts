import { parseExpressionAt } from 'acorn';
import type { Call, CallArgument } from '../call.ts';
import { nearestName } from '../nearest/nearest-name.ts';
import type { Part } from '../read-parts.ts';
import { savedByCall } from '../saved-files.ts';
import { type Finding, placeOf, quoted } from './finding.ts';
import { isComment, readWrittenCall, type WrittenCall } from './written-call.ts';

/** The calls that Docs knows, with the number of arguments that each reads, and that it needs. */
const CALLS = new Map([
  ['CreateFile', { reads: 1, needs: 1 }],
  ['OpenFile', { reads: 2, needs: 1 }],
  ['SaveFile', { reads: 3, needs: 2 }],
  ['CloseFile', { reads: 0, needs: 0 }],
  ['SetTmpFolder', { reads: 1, needs: 1 }],
  ['WriteData', { reads: 3, needs: 2 }],
]);
/** Docs has room for four. */
const MOST_ARGUMENTS = 4;

/** Names of files that a script has saved so far; null for one that it computes. */
type SavedNames = Set<string | null>;

/** What is wrong with the call lines of a script, apart from the documents and the files that they name. */
export function* callFindings(parts: readonly Part[]): Generator<Finding> {
  const saved: SavedNames = new Set();
  for (const part of parts) {
    if (part.part !== 'call') continue;
    yield* oneCallFindings(part, saved);
    for (const { name } of savedByCall(part)) saved.add(name);
  }
}

function* oneCallFindings(call: Call, saved: SavedNames): Generator<Finding> {
  const place = placeOf(call);
  if (call.text.startsWith('builderJS.') && call.name === 'CloseFile') return;
  const known = CALLS.get(call.name);
  if (!known) {
    yield { code: 'CALL_UNSEEN', ...place, detail: unknownCall(call) };
    return;
  }
  if (call.arguments.length > MOST_ARGUMENTS) {
    const detail = `Docs reads every quoted text of this line as an argument, and more than ${MOST_ARGUMENTS} make it crash: remove quotes from the line, also in comments.`;
    yield { code: 'CALL_UNSEEN', ...place, detail, isFatal: true };
    return;
  }
  const written = readWrittenCall(call);
  if (!written) {
    const detail = `Docs reads one line only: write the whole call builder.${call.name}(…) on one line.`;
    yield { code: 'CALL_UNSEEN', ...place, detail, isFatal: !call.text.includes(')') };
    return;
  }
  yield* swallowed(call, written, known.reads);
  yield* argumentFindings(call, written, known, saved);
}

function unknownCall({ name, hasParenthesis, text }: Call): string {
  if (!hasParenthesis)
    return `Docs ignores ${quoted(text)}: it has no parenthesis. Write builder.${text.slice('builder.'.length).trim()}() if it is a call.`;
  const near = CALLS.has(name.trim()) ? name.trim() : nearestName(name.trim(), CALLS.keys());
  const hint = near ? `: write builder.${near}(` : '';
  return `Docs knows no call builder.${quoted(name)} and ignores the line${hint}.`;
}

function* swallowed(call: Call, { rest, arguments: meant }: WrittenCall, reads: number) {
  const code = 'LINE_SWALLOWED' as const;
  if (!isComment(rest)) {
    const detail = `Docs ignores what follows builder.${call.name}(…) on its line: put it on a line of its own.`;
    yield { code, ...placeOf(call), detail };
    return;
  }
  const extra = call.arguments[meant.length];
  if (!extra || meant.length >= reads || !/["']/.test(rest)) return;
  const isInComment = extra.column > call.column + call.text.length - rest.length;
  const detail = `Docs reads the quoted text ${quoted(extra.text)} of the comment as an argument of builder.${call.name}: move the comment to a line of its own.`;
  if (isInComment) yield { code, ...placeOf(extra), detail };
}

type Known = { reads: number; needs: number };

function* argumentFindings(
  call: Call,
  { arguments: meant }: WrittenCall,
  { reads, needs }: Known,
  saved: SavedNames,
): Generator<Finding> {
  for (const [index, node] of meant.slice(0, reads).entries()) {
    if (hasQuote(call, node)) break; // the rules of files say what becomes of it
    const detail = whyUnread(call, index, node);
    if (!detail || (index === 2 && isLikeNone(call, node, saved))) continue;
    yield { code: 'CALL_UNSEEN', ...placeOf(call), detail, isFatal: index < needs };
    return;
  }
  const given = call.arguments.slice(0, reads);
  for (const argument of given) yield* argumentFinding(call, argument);
  if (given.length >= needs) return;
  const detail = `builder.${call.name} needs ${needs === 1 ? 'an argument' : `${needs} arguments`} in quotes: Docs takes what is missing from an earlier call.`;
  yield { code: 'CALL_INCOMPLETE', ...placeOf(call), detail };
}

/** Whether the third argument of `WriteData` is as if there were none: Docs then appends to what was written before. */
function isLikeNone(
  call: Call,
  node: WrittenCall['arguments'][number],
  saved: SavedNames,
): boolean {
  if (call.name !== 'WriteData' || node.type !== 'Literal') return false;
  if (node.value === true) return true;
  const [file] = savedByCall(call);
  return node.value === false && !saved.has(null) && !saved.has(file?.name ?? null);
}

/** Whether a text contains a quote, at which Docs ends the argument; what follows is then misread. */
function hasQuote({ text }: Call, node: WrittenCall['arguments'][number]): boolean {
  return node.type === 'Literal' && /["']/.test(text.slice(node.start + 1, node.end - 1));
}

/** Why an argument that JavaScript would read is not the one that Docs reads; null if it is. */
function whyUnread(call: Call, index: number, node: WrittenCall['arguments'][number]) {
  const isText = node.type === 'Literal' && typeof node.value === 'string';
  if (!isText) {
    const code = call.text.slice(node.start, node.end);
    return `Docs reads only quoted text as an argument of builder.${call.name}, not ${quoted(code)}: write "jsValue(…)" around it, or a text in quotes.`;
  }
  const text = call.text.slice(node.start + 1, node.end - 1);
  if (text === '' || call.arguments[index]?.source === text) return null;
  return `Docs leaves out an empty argument of builder.${call.name}, so that ${quoted(text)} takes its place: give the earlier arguments, too.`;
}

function* argumentFinding(call: Call, argument: CallArgument): Generator<Finding> {
  const place = placeOf(argument);
  const detail = whyWrong(call, argument);
  if (detail) yield { code: 'CALL_UNSEEN', ...place, detail };
}

function whyWrong({ name }: Call, { source, text, expression }: CallArgument): string | null {
  if (text === '' && source !== '')
    return `Docs reads the argument ${quoted(source)} of builder.${name} as an empty text: write at least two characters.`;
  if (!expression) return null;
  if (!source.endsWith(')'))
    return `Docs reads a text that begins with jsValue( as JavaScript, and drops its last character: end it with a parenthesis.`;
  const problem = problemOf(expression.code);
  return problem && `${problem} Docs then uses the text ${quoted(source)} itself.`;
}

/** Why the code of `jsValue(…)` gives no text. */
function problemOf(code: string): string | null {
  try {
    const node = parseExpressionAt(code, 0, { ecmaVersion: 2022 });
    if (code.slice(node.end).trim() !== '') return 'The code in jsValue(…) is no expression.';
    if (node.type === 'Literal' && typeof node.value !== 'string')
      return 'The code in jsValue(…) must give a text.';
    return null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return 'The code in jsValue(…) is no JavaScript: it can have no quote but \\" in it.';
  }
}
