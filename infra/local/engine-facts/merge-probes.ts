import type { Probe } from './run-probe.ts';

/** Names by the kinds of document that have them: the kinds and the names are separated by blanks. */
export type NamesByKinds = Record<string, string>;

export type EngineFacts = {
  /** The engine's version, such as `10.0.0.170`. */
  engine: string;
  /** Methods and properties of all objects of the API. */
  members: NamesByKinds;
  /** Methods and properties of `Api` itself. */
  api: NamesByKinds;
  /** Names that a script can read without declaring them. */
  globals: NamesByKinds;
  /** Globals that `let`, `const` and `class` cannot declare at the top level of a script. */
  taken: NamesByKinds;
  builderJS: string;
  /** Members of the result of `builderJS.OpenTmpFile`. */
  openedFile: string;
  /** Members of JavaScript's own objects. */
  javascript: string;
};

/** The engine's minifier makes names of up to four letters. These short ones are public. */
const SHORT_NAMES = new Set(
  (
    'Add Copy Cut End Fill Find Get GetX GetY SetX SetY GoTo Last Move Push RGB RGBA Save Sort ' +
    'Item Rows Row Cols Col Text Name Font Next Hide Show Bold Size Type Undo Redo Left Top'
  ).split(' '),
);
/** Worksheet functions, such as SUM and PI. */
const CAPITALS = /^[A-Z][A-Z0-9]{0,3}$/;
const LONGEST_MINIFIED = 4;

export function mergeProbes(engine: string, probes: Record<string, Probe>): EngineFacts {
  const all = Object.values(probes);
  const group = (namesOf: (probe: Probe, kind: string) => string[]) =>
    groupByKinds(Object.entries(probes).map(([kind, one]) => [kind, namesOf(one, kind)]));
  return {
    engine,
    members: group(({ names }, kind) => names.names.filter((name) => isPublic(name, kind))),
    api: group(({ names }, kind) => names.api.filter((name) => isPublic(name, kind))),
    globals: group(({ globals }) => globals.all.filter((name) => !globals.taken.includes(name))),
    taken: group(({ globals }) => globals.taken),
    builderJS: listOf(all.map(({ builderJS }) => builderJS.methods)),
    openedFile: listOf(all.map(({ builderJS }) => builderJS.file)),
    javascript: listOf(all.map(({ javascript }) => javascript)),
  };
}

function isPublic(name: string, kind: string): boolean {
  if (name.length > LONGEST_MINIFIED) return true;
  return SHORT_NAMES.has(name) || (kind === 'xlsx' && CAPITALS.test(name));
}

function groupByKinds(lists: [kind: string, names: string[]][]): NamesByKinds {
  const kindsOf = new Map<string, string[]>();
  for (const [kind, names] of lists)
    for (const name of new Set(names)) kindsOf.set(name, [...(kindsOf.get(name) ?? []), kind]);
  const groups = Map.groupBy(kindsOf.keys(), (name) => kindsOf.get(name)?.join(' ') ?? '');
  return Object.fromEntries([...groups].map(([kinds, names]) => [kinds, listOf([names])]));
}

function listOf(lists: string[][]): string {
  return [...new Set(lists.flat())].sort().join(' ');
}
