import facts from '../engine-facts.json' with { type: 'json' };
import type { DocumentKind } from '../opening.ts';
import type { Kind } from './formats.ts';

/** Names that the engine has, for each kind of document. */
export type EngineNames = {
  /** Methods and properties of the API's objects, and of JavaScript's own. */
  members: ReadonlySet<string>;
  /** Of `Api` itself. */
  api: ReadonlySet<string>;
  globals: ReadonlySet<string>;
  /** What `let`, `const` and `class` cannot declare. */
  taken: ReadonlySet<string>;
};

export const ENGINE_VERSION = facts.engine;
export const BUILDER_JS = new Set(facts.builderJS.split(' '));

const KINDS: readonly Kind[] = ['docx', 'xlsx', 'pptx', 'pdf'];
const made = new Map<string, EngineNames>();

/** The names of an open document; those of all kinds together if its kind is not known. */
export function namesFor(kind: Kind | null): EngineNames {
  const key = kind ?? 'any';
  const known = made.get(key);
  if (known) return known;
  const kinds = kind === null ? KINDS : [kind];
  const of = (groups: Record<string, string>) =>
    Object.entries(groups)
      .filter(([group]) => kinds.some((one) => group.split(' ').includes(one)))
      .flatMap(([, names]) => names.split(' '));
  const names = {
    members: new Set([
      ...of(facts.members),
      ...of(facts.api),
      ...facts.javascript.split(' '),
      ...facts.builderJS.split(' '),
      ...facts.openedFile.split(' '),
    ]),
    api: new Set(of(facts.api)),
    globals: new Set([...of(facts.globals), ...of(facts.taken)]),
    taken: new Set(of(facts.taken)),
  };
  made.set(key, names);
  return names;
}

/** The kinds of document whose `Api` has a method, or any of whose objects has it. */
export function kindsWith(name: string, where: 'api' | 'members'): Kind[] {
  return KINDS.filter((kind) => namesFor(kind)[where].has(name));
}

/**
 * Whether the engine has a name that a script cannot declare by `let`, `const` or `class`. If the kind of the
 * document is not known, only the names that the engine has for every kind are taken.
 */
export function isTaken(name: string, kind: DocumentKind): boolean {
  const kinds = kind === null || kind === 'vsdx' ? KINDS : [kind];
  return kinds.every((one) => namesFor(one).taken.has(name));
}
