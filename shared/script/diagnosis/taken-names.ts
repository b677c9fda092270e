import type { DocumentKind } from '../check/documents.ts';
import { namesFor } from '../check/engine.ts';

/**
 * Tells which names a script cannot declare by `let`, `const` or `class`, because the engine has them. If the kind
 * of the document is not known, these are the names that the engine has for every kind.
 */
export function takenIn(kind: DocumentKind): (name: string) => boolean {
  const kinds =
    kind === null || kind === 'vsdx' ? (['docx', 'xlsx', 'pptx', 'pdf'] as const) : [kind];
  return (name) => kinds.every((one) => namesFor(one).taken.has(name));
}
