import { nearestMethod, nearestName } from '../nearest/nearest-name.ts';
import { kindsWith, namesFor } from './engine.ts';
import type { Finding } from './finding.ts';
import type { Kind } from './formats.ts';
import type { MethodCall, ProgramNames, Use } from './names-in-program.ts';

/** What all pieces of a script define together. */
export type Defined = { declared: Set<string>; members: Set<string>; guarded: Set<string> };

export type Located = Finding & { start: number };

/** A misspelt name occurs again and again; the first places suffice. */
const MAX_FINDINGS = 20;
/** A shorter name in lower case is not checked: some other name is always near it. */
const MIN_LOWER_CASE = 5;
/** A script may declare a hundred thousand names. */
const MAX_COMPARED = 5000;

/** Names of a piece that neither the engine nor the script has. @param kind null if it is not known */
export function nameFindings(names: ProgramNames, defined: Defined, kind: Kind | null): Located[] {
  const methods = unknownCalls(names.calls, defined, kind);
  const others = names.isDynamic ? [] : unknownUses(names.uses, defined, kind);
  return [
    ...firstOf(methods, (call) => methodFinding(call, defined, kind)),
    ...firstOf(others, (use) => nameFinding(use, defined, kind)),
  ];
}

/** Finding the nearest name takes time, so only the first places are looked at. */
function firstOf<T extends Use>(all: T[], find: (use: T) => Located | null): Located[] {
  const first = all.sort((a, b) => a.start - b.start).slice(0, MAX_FINDINGS);
  return first.map(find).filter((finding) => finding !== null);
}

function unknownCalls(calls: MethodCall[], defined: Defined, kind: Kind | null): MethodCall[] {
  const { api, members } = namesFor(kind);
  return calls.filter(({ name, onApi }) => {
    if (defined.members.has(name) || (name.length < MIN_LOWER_CASE && !isApiStyle(name)))
      return false;
    return !(isOfApi(onApi, defined) ? api : members).has(name);
  });
}

function methodFinding(
  { name, start, isCertain, onApi }: MethodCall,
  defined: Defined,
  kind: Kind | null,
): Located | null {
  const { api, members } = namesFor(kind);
  const detail = isOfApi(onApi, defined)
    ? unknownInApi(name, kind, api)
    : unknownMember(name, kind, members);
  const isFatal = isCertain && kind !== null;
  return detail === null ? null : { code: 'METHOD_UNKNOWN', start, detail, isFatal };
}

const isOfApi = (onApi: boolean, { declared }: Defined) => onApi && !declared.has('Api');
const isApiStyle = (name: string) => /^[A-Z]/.test(name);

function unknownInApi(name: string, kind: Kind | null, api: ReadonlySet<string>): string {
  const owner = kind ? `Api of ${kind}` : 'Api';
  const others = kindsWith(name, 'api');
  if (kind && others.length > 0)
    return `${owner} has no ${name}: Api of ${others.join(' and ')} has it.`;
  return `${owner} has no ${name}${near(name, api)}`;
}

function unknownMember(name: string, kind: Kind | null, members: ReadonlySet<string>) {
  if (!isApiStyle(name) && !nearestName(name, members)) return null;
  const others = kindsWith(name, 'members');
  if (kind && others.length > 0)
    return `No object of ${kind} has ${name}; objects of ${others.join(' and ')} have it.`;
  return `No object ${kind ? `of ${kind} ` : ''}has ${name}${near(name, members)}`;
}

function near(name: string, names: ReadonlySet<string>): string {
  const found = nearestMethod(name, names);
  if (found === 'CreateTable')
    return '; CreateTable is near. Since Docs 9.4 it takes rows first, then columns.';
  return found ? `; ${found} is near.` : '.';
}

function unknownUses(uses: Use[], { declared, guarded }: Defined, kind: Kind | null): Use[] {
  const { globals } = namesFor(kind);
  return uses.filter(({ name }) => {
    if (declared.has(name) || guarded.has(name) || globals.has(name)) return false;
    return name !== 'undefined' && name !== 'arguments';
  });
}

function nameFinding(use: Use, { declared }: Defined, kind: Kind | null): Located {
  if (use.name === 'builder') return builderInCode(use);
  return unknownName(use, [...declared, ...namesFor(kind).globals].slice(0, MAX_COMPARED));
}

function builderInCode({ start, isCertain }: Use): Located {
  const detail =
    'Docs sees a builder. call only at the beginning of a line, where it is carried out once and unconditionally: put it on a line of its own, or use builderJS in JavaScript.';
  return { code: 'CALL_UNSEEN', start, detail, isFatal: isCertain };
}

function unknownName({ name, start, isCertain }: Use, names: string[]): Located {
  const found = nearestName(name, names);
  const detail = `Nothing has the name ${name}: neither the script nor Docs defines it${found ? `; ${found} is near` : ''}.`;
  return { code: 'NAME_UNKNOWN', start, detail, isFatal: isCertain };
}
