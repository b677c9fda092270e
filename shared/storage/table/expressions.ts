import { wellFormed } from './well-formed.ts';

/** Where a value is in an item: an attribute, or the names that lead to a field of a map. */
export type Path = string | readonly string[];

/** Gives each name and value of one request its placeholder. */
export type Placeholders = { name(path: Path): string; value(value: unknown): string };

/** A condition on an item, written in DynamoDB's expression language. */
export type Condition = (use: Placeholders) => string;

/** One change of an update: the clause that it belongs to, and its text in that clause. */
export type Action = (use: Placeholders) => { clause: Clause; text: string };
const CLAUSES = ['SET', 'REMOVE'] as const;
type Clause = (typeof CLAUSES)[number];

export const isAbsent =
  (path: Path): Condition =>
  (use) =>
    `attribute_not_exists(${use.name(path)})`;

export const isPresent =
  (path: Path): Condition =>
  (use) =>
    `attribute_exists(${use.name(path)})`;

const compares =
  (operator: '=' | '<' | '>') =>
  (path: Path, value: unknown): Condition =>
  (use) =>
    `${use.name(path)} ${operator} ${use.value(value)}`;

export const equals = compares('=');
export const isLessThan = compares('<');
export const isGreaterThan = compares('>');

export const beginsWith =
  (path: Path, start: string): Condition =>
  (use) =>
    `begins_with(${use.name(path)}, ${use.value(start)})`;

/** A list, set or string does not contain a member. Holds for an absent attribute too. */
export const doesNotContain =
  (path: Path, member: unknown): Condition =>
  (use) =>
    `(${isAbsent(path)(use)} OR NOT contains(${use.name(path)}, ${use.value(member)}))`;

/** A map or list has fewer members than `limit`. */
export const hasFewerThan =
  (path: Path, limit: number): Condition =>
  (use) =>
    `size(${use.name(path)}) < ${use.value(limit)}`;

/** At least one of the conditions holds. */
export const anyOf =
  (...conditions: Condition[]): Condition =>
  (use) =>
    `(${conditions.map((condition) => condition(use)).join(' OR ')})`;

export const set =
  (path: Path, value: unknown): Action =>
  (use) => ({ clause: 'SET', text: `${use.name(path)} = ${use.value(value)}` });

/** Sets an attribute that the item does not have. */
export const setIfAbsent =
  (path: Path, value: unknown): Action =>
  (use) => {
    const name = use.name(path);
    return { clause: 'SET', text: `${name} = if_not_exists(${name}, ${use.value(value)})` };
  };

/** Sets each field; a field that is undefined keeps its value. */
export function setFields(fields: Record<string, unknown>): Action[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [set(name, value)],
  );
}

export const remove =
  (path: Path): Action =>
  (use) => ({ clause: 'REMOVE', text: use.name(path) });

/** Adds a member at the end of a list; creates the list if it is absent. */
export const append =
  (path: Path, member: unknown): Action =>
  (use) => {
    const list = `if_not_exists(${use.name(path)}, ${use.value([])})`;
    return {
      clause: 'SET',
      text: `${use.name(path)} = list_append(${list}, ${use.value([member])})`,
    };
  };

/** The expressions of one request, with the names and values of their placeholders. */
export function expressionsOf(parts: {
  key?: Condition[];
  filter?: Condition[];
  condition?: Condition[];
  update?: Action[];
}) {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const use: Placeholders = {
    name: (path) => [path].flat().map(nameIn(names)).join('.'),
    value: (value) => placeholderIn(values, ':v', wellFormed(value)),
  };
  const all = (conditions: Condition[] = []) =>
    conditions.map((condition) => condition(use)).join(' AND ') || undefined;
  const expressions = {
    KeyConditionExpression: all(parts.key),
    FilterExpression: all(parts.filter),
    ConditionExpression: all(parts.condition),
    UpdateExpression: updateOf((parts.update ?? []).map((action) => action(use))),
  };
  return {
    ...expressions,
    ExpressionAttributeNames: unlessEmpty(names),
    ExpressionAttributeValues: unlessEmpty(values),
  };
}

const nameIn = (names: Record<string, string>) => (part: string) =>
  placeholderIn(names, '#n', part);

/** Equal names and values share a placeholder. */
function placeholderIn<T>(used: Record<string, T>, prefix: string, wanted: T): string {
  const known = Object.keys(used).find((placeholder) => used[placeholder] === wanted);
  const placeholder = known ?? `${prefix}${Object.keys(used).length}`;
  used[placeholder] = wanted;
  return placeholder;
}

function updateOf(actions: ReturnType<Action>[]): string | undefined {
  const clauses = CLAUSES.flatMap((clause) => {
    const texts = actions.filter((action) => action.clause === clause).map(({ text }) => text);
    return texts.length > 0 ? [`${clause} ${texts.join(', ')}`] : [];
  });
  return clauses.join(' ') || undefined;
}

function unlessEmpty<T extends object>(map: T): T | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}
