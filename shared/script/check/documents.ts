import type { Call } from '../call.ts';
import type { Part } from '../read-parts.ts';
import { CREATED, type Kind, OPENED } from './formats.ts';

/** Null while the kind is not known. */
export type DocumentKind = Kind | 'vsdx' | null;

/** What is open while a part of a script runs. */
export type Stand = {
  /** Counts the documents from 0; a part between two documents belongs to the later one. */
  document: number;
  isOpen: boolean;
  /** Null while the kind is not known, or nothing is open. */
  kind: Kind | 'vsdx' | null;
  /** Where the open document was created or opened. */
  from: Call | null;
};

/** What is open when each part of a script begins, in the same order. */
export function standsOf(parts: readonly Part[]): Stand[] {
  let stand: Stand = { document: 0, isOpen: false, kind: null, from: null };
  return parts.map((part) => {
    const before = stand;
    if (part.part === 'call') stand = after(stand, part);
    return before;
  });
}

function after(stand: Stand, call: Call): Stand {
  if (call.name === 'CloseFile')
    return { document: stand.document + 1, isOpen: false, kind: null, from: null };
  if (call.name === 'CreateFile') return created(stand, call);
  if (call.name !== 'OpenFile' || !call.hasParenthesis) return stand;
  return { ...stand, isOpen: true, kind: openedKind(call), from: call };
}

function created(stand: Stand, call: Call): Stand {
  const [argument] = call.arguments;
  if (!argument || argument.expression) return { ...stand, isOpen: true, kind: null, from: call };
  const kind = CREATED.get(argument.text);
  return kind ? { ...stand, isOpen: true, kind, from: call } : stand;
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
