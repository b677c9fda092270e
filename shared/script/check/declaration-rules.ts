import type { DocumentKind } from '../opening.ts';
import type { Place } from '../place.ts';
import type { PartStand } from './documents.ts';
import { isTaken } from './engine.ts';
import type { Finding } from './finding.ts';
import type { Declaration } from './names-in-program.ts';

type Earlier = Place & { isLexical: boolean };

/** Remembers the top-level names of one document after another. */
export type Declarations = { document: number; names: Map<string, Earlier> };

/**
 * Names that a piece cannot declare: those of the engine, and those of earlier pieces of the same document,
 * which all share one global scope.
 */
export function* declarationFindings(
  known: Declarations,
  placeAt: (offset: number) => Place,
  { document, runsIn }: PartStand,
  declarations: Declaration[],
): Generator<Finding> {
  if (known.document !== document) Object.assign(known, { document, names: new Map() });
  const isFatal = runsIn !== undefined;
  const found = new Set<string>();
  for (const { name, start, isLexical } of declarations) {
    const place = placeAt(start);
    const earlier = known.names.get(name);
    if (isLexical && runsIn !== undefined && isTaken(name, runsIn)) {
      const detail = `Docs itself uses the name ${name} in ${documentOf(runsIn)}: take another name, or declare it in a function.`;
      yield { code: 'NAME_TAKEN', ...place, detail, isFatal };
    } else if (earlier && (isLexical || earlier.isLexical) && !found.has(name)) {
      const detail = `${name} is declared on line ${earlier.line} of the same document already: take another name, or assign without let, const or class.`;
      yield { code: 'NAME_TAKEN', ...place, detail, isFatal };
    }
    found.add(name);
    known.names.set(name, { ...place, isLexical: isLexical || earlier?.isLexical === true });
  }
}

function documentOf(kind: DocumentKind): string {
  return kind === null ? 'every document' : `a ${kind} document`;
}
