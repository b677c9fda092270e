import type { Call, CallArgument } from '../call.ts';
import { kindFinder } from '../later-documents.ts';
import { type DocumentKind, kindOpenedBy, remember } from '../opening.ts';
import type { Part } from '../read-parts.ts';
import { CREATED } from './formats.ts';

/** What is open while a part of a script runs. */
export type Stand = {
  /** Counts the documents from 0; a part between two documents belongs to the later one. */
  document: number;
  isOpen: boolean;
  /** Null while the kind is not known, or nothing is open. */
  kind: DocumentKind;
  /** Where the open document was created or opened. */
  from: Call | null;
};

/** A stand, and the kind of the document in which Docs runs code there: undefined if there is none. */
export type PartStand = Stand & { runsIn: DocumentKind | undefined };

/** What is open when each part of a script begins, in the same order. */
export function standsOf(parts: readonly Part[]): PartStand[] {
  const kindAhead = kindFinder(parts);
  let stand: Stand = { document: 0, isOpen: false, kind: null, from: null };
  let remembered: CallArgument[] = [];
  return parts.map((part, index) => {
    const before = stand;
    if (part.part === 'piece')
      return { ...before, runsIn: before.isOpen ? before.kind : kindAhead(index, remembered) };
    remembered = remember(remembered, part);
    stand = after(stand, part);
    return { ...before, runsIn: undefined };
  });
}

function after(stand: Stand, call: Call): Stand {
  if (call.name === 'CloseFile')
    return { document: stand.document + 1, isOpen: false, kind: null, from: null };
  if (call.name === 'CreateFile') return created(stand, call);
  if (call.name !== 'OpenFile' || !call.hasParenthesis) return stand;
  return { ...stand, isOpen: true, kind: kindOpenedBy(call), from: call };
}

function created(stand: Stand, call: Call): Stand {
  const [argument] = call.arguments;
  if (!argument || argument.expression) return { ...stand, isOpen: true, kind: null, from: call };
  const kind = CREATED.get(argument.text);
  return kind ? { ...stand, isOpen: true, kind, from: call } : stand;
}
