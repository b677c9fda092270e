import type { Call, CallArgument } from './call.ts';
import { type DocumentKind, kindOpenedBy, opens, remember } from './opening.ts';
import type { Part } from './read-parts.ts';

/** The calls of the document that begins at an index; none if it needs JavaScript, or if none begins there. */
export function documentWithoutJavaScript(
  parts: readonly Part[],
  from: number,
  remembered: readonly CallArgument[],
): Call[] {
  const first = parts[from];
  if (first?.part !== 'call' || !opens(first, remembered)) return [];
  const calls: Call[] = [];
  for (let index = from; index < parts.length; index++) {
    const part = parts[index];
    if (part?.part === 'piece' && !part.isRun) continue;
    if (part?.part !== 'call' || part.arguments.some(({ expression }) => expression)) return [];
    calls.push(part);
    if (part.name === 'CloseFile') return calls;
  }
  return calls;
}

/** The next document that needs JavaScript: its kind, null if that is not known. `at` is where it opens. */
type NextDocument = { kind?: DocumentKind; at: number };

/**
 * Finds the kind of the document in which Docs runs JavaScript that precedes it: the next one that needs some.
 *
 * @returns a function of the index of a piece that no document is open for, and of the arguments that Docs
 *   remembers there. It gives undefined if no document follows, and null if its kind is not known. It is
 *   called with indices that ascend.
 */
export function kindFinder(parts: readonly Part[]) {
  let next: NextDocument = { at: 0 };
  return (index: number, remembered: readonly CallArgument[]): DocumentKind | undefined => {
    if (index >= next.at) next = nextDocument(parts, index, remembered);
    return next.kind;
  };
}

function nextDocument(
  parts: readonly Part[],
  from: number,
  before: readonly CallArgument[],
): NextDocument {
  let remembered = before;
  for (let index = from; index < parts.length; index++) {
    const part = parts[index];
    if (part?.part !== 'call') continue;
    if (part.name === 'CloseFile') return { at: index };
    const skipped = documentWithoutJavaScript(parts, index, remembered);
    for (const call of [part, ...skipped]) remembered = remember(remembered, call);
    if (skipped.length > 0) index += skipped.length - 1;
    else if (opens(part, remembered))
      return { kind: kindOpenedBy({ ...part, arguments: [...remembered] }), at: index };
  }
  return { at: parts.length };
}
