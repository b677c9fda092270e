import type { Call, CallArgument } from './call.ts';
import { CREATED, type Kind, OPENED } from './check/formats.ts';

/** Null while the kind is not known. */
export type DocumentKind = Kind | 'vsdx' | null;

/** Docs remembers this many arguments, from whichever call gave them last. */
export const REMEMBERED = 4;

/** The arguments of a call, with those of earlier calls where it gives fewer. */
export function remember(
  remembered: readonly CallArgument[],
  { arguments: given }: Call,
): CallArgument[] {
  return [...given, ...remembered.slice(given.length)].slice(0, REMEMBERED);
}

/** Whether a call opens a document, if it succeeds. */
export function opens({ name, arguments: [kind] }: Call, remembered: readonly CallArgument[]) {
  if (name === 'OpenFile') return true;
  const argument = kind ?? remembered[0];
  if (name !== 'CreateFile' || !argument) return false;
  return argument.expression !== undefined || CREATED.has(argument.text);
}

/** The kind of the document that a call opens, if it opens one. */
export function kindOpenedBy(call: Call): DocumentKind {
  if (call.name === 'OpenFile') return openedKind(call);
  const [argument] = call.arguments;
  if (!argument || argument.expression) return null;
  return CREATED.get(argument.text) ?? null;
}

/** By the suffix of the address. A PDF may be a form, so its kind is not known. */
function openedKind({ arguments: [address] }: Call): Kind | null {
  if (!address || address.expression) return null;
  const path = address.text.split(/[?#]/, 1)[0] ?? '';
  const suffix = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return OPENED.get(suffix) ?? null;
}
