import type { Call, CallArgument } from '../call.ts';
import { type DocumentKind, kindOpenedBy } from '../check/documents.ts';
import type { Part } from '../read-parts.ts';
import { opens, remember } from './calls.ts';

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
    if (part?.part !== 'call' || part.arguments.some(({ expression }) => expression)) return [];
    calls.push(part);
    if (part.name === 'CloseFile') return calls;
  }
  return calls;
}

/**
 * The kind of the document in which Docs runs JavaScript that precedes it: the next one that needs some. Null if
 * that is not known, or if there is none.
 *
 * @param later all parts after the JavaScript
 */
export function nextKind(later: readonly Part[], before: readonly CallArgument[]): DocumentKind {
  let remembered = before;
  for (let index = 0; index < later.length; index++) {
    const part = later[index];
    if (part?.part !== 'call') continue;
    if (part.name === 'CloseFile') return null;
    const skipped = documentWithoutJavaScript(later, index, remembered);
    for (const call of [part, ...skipped]) remembered = remember(remembered, call);
    if (skipped.length > 0) index += skipped.length - 1;
    else if (opens(part, remembered)) return kindOpenedBy({ ...part, arguments: [...remembered] });
  }
  return null;
}
