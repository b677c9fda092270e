/** Where a value is in an item: an attribute, or the names that lead to a member of a map. */
export type Path = string | readonly string[];

/** Collects the names and values of one request and gives each a placeholder. */
export type Placeholders = { name(path: Path): string; value(value: unknown): string };

/** One condition of a write, a query or a filter, as DynamoDB's expression language spells it. */
export type Condition = (placeholders: Placeholders) => string;

/** One part of an update: its clause, and what the clause does. */
export type Action = (placeholders: Placeholders) => { clause: 'SET' | 'REMOVE'; text: string };

export const isAbsent =
  (path: Path): Condition =>
  ({ name }) =>
    `attribute_not_exists(${name(path)})`;

export const isPresent =
  (path: Path): Condition =>
  ({ name }) =>
    `attribute_exists(${name(path)})`;

const compared =
  (operator: '=' | '<' | '>') =>
  (path: Path, value: unknown): Condition =>
  (use) =>
    `${use.name(path)} ${operator} ${use.value(value)}`;

export const equals = compared('=');
export const isLessThan = compared('<');
export const isGreaterThan = compared('>');

export const beginsWith =
  (path: Path, start: string): Condition =>
  ({ name, value }) =>
    `begins_with(${name(path)}, ${value(start)})`;

/** That a list, a set or a text does not have a member. Also true where there is no such attribute. */
export const doesNotContain =
  (path: Path, member: unknown): Condition =>
  ({ name, value }) =>
    `(${isAbsent(path)({ name, value })} OR NOT contains(${name(path)}, ${value(member)}))`;

/** That a map or list has fewer members than `limit`. */
export const hasFewerThan =
  (path: Path, limit: number): Condition =>
  ({ name, value }) =>
    `size(${name(path)}) < ${value(limit)}`;

export const anyOf =
  (...conditions: Condition[]): Condition =>
  (use) =>
    `(${conditions.map((condition) => condition(use)).join(' OR ')})`;

export const set =
  (path: Path, value: unknown): Action =>
  (use) => ({ clause: 'SET', text: `${use.name(path)} = ${use.value(value)}` });

/** Sets each field; one that is undefined stays as it is. */
export function setFields(fields: Record<string, unknown>): Action[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [set(name, value)],
  );
}

export const remove =
  (path: Path): Action =>
  ({ name }) => ({ clause: 'REMOVE', text: name(path) });

/** Adds a member at the end of a list, and makes the list where there is none. */
export const append =
  (path: Path, member: unknown): Action =>
  ({ name, value }) => ({
    clause: 'SET',
    text: `${name(path)} = list_append(if_not_exists(${name(path)}, ${value([])}), ${value([member])})`,
  });

/** The expressions of one request, with the names and values that their placeholders stand for. */
export function expressionsOf(parts: {
  key?: Condition[];
  filter?: Condition[];
  condition?: Condition[];
  update?: Action[];
}) {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const placeholders: Placeholders = {
    name: (path) =>
      [path]
        .flat()
        .map((part) => placeholderOf(names, '#n', part))
        .join('.'),
    value: (value) => placeholderOf(values, ':v', value),
  };
  const all = (conditions: Condition[] = []) =>
    conditions.map((condition) => condition(placeholders)).join(' AND ') || undefined;
  const expressions = {
    KeyConditionExpression: all(parts.key),
    FilterExpression: all(parts.filter),
    ConditionExpression: all(parts.condition),
    UpdateExpression: clausesOf(parts.update?.map((action) => action(placeholders)) ?? []),
  };
  return {
    ...expressions,
    ExpressionAttributeNames: unlessEmpty(names),
    ExpressionAttributeValues: unlessEmpty(values),
  };
}

/** The same name or value has one placeholder, however often it is used. */
function placeholderOf<T>(used: Record<string, T>, prefix: string, wanted: T): string {
  const known = Object.keys(used).find((placeholder) => used[placeholder] === wanted);
  const placeholder = known ?? `${prefix}${Object.keys(used).length}`;
  used[placeholder] = wanted;
  return placeholder;
}

function clausesOf(actions: ReturnType<Action>[]): string | undefined {
  const clauses = (['SET', 'REMOVE'] as const).flatMap((clause) => {
    const texts = actions.filter((action) => action.clause === clause).map(({ text }) => text);
    return texts.length > 0 ? [`${clause} ${texts.join(', ')}`] : [];
  });
  return clauses.join(' ') || undefined;
}

function unlessEmpty<T extends object>(map: T): T | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}
