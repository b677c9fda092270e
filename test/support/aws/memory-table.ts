import type { Item, Key, Table } from '../../../shared/storage/table/table.ts';

/** The items of a table in memory, by key. */
export type MemoryItems = Map<string, Item>;

/** Sends one request, or does something else in its place or beside it. */
export type Step = (send: () => unknown) => Promise<unknown>;

type Input = {
  Key: Key;
  Item: Item;
  ConditionExpression?: string;
  UpdateExpression?: string;
  KeyConditionExpression?: string;
  FilterExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
};
type Query = Input & { Limit?: number; ExclusiveStartKey?: Key };
type Transaction = { TransactItems: { Put?: Input; Update?: Input; Delete?: Input }[] };

const keyOf = ({ pk, sk }: Item) => `${pk} ${sk}`;

/**
 * A table in memory for tests with many thousands of requests. It knows the requests and expressions that
 * builds and slots are written with, and fails at any other.
 *
 * @param step is called with each request
 * @param onWrite is called with an item before and after each write
 */
export function memoryTable(
  items: MemoryItems,
  step: Step,
  onWrite: (before: Item | undefined, after: Item | undefined) => void,
): Table {
  const answers: Record<string, (input: never) => unknown> = {
    GetCommand: ({ Key }: Input) => ({ Item: structuredClone(items.get(keyOf(Key))) }),
    QueryCommand: (input: Query) => query(items, input),
    UpdateCommand: (input: Input) => ({ Attributes: structuredClone(single(input)) }),
    DeleteCommand: (input: Input) => void single({ ...input, UpdateExpression: undefined }),
    TransactWriteCommand: ({ TransactItems }: Transaction) => void transact(TransactItems),
  };

  function write(input: Input, after: Item | undefined): Item | undefined {
    const key = keyOf(input.Key ?? input.Item);
    onWrite(items.get(key), after);
    if (after) items.set(key, after);
    else items.delete(key);
    return after;
  }

  function single(input: Input): Item | undefined {
    if (!holds(items, input)) throw named('ConditionalCheckFailedException');
    return write(input, afterOf(items, input));
  }

  function transact(writes: Transaction['TransactItems']): void {
    const inputs = writes.map(({ Put, Update, Delete }) => (Put ?? Update ?? Delete) as Input);
    const held = inputs.map((input) => holds(items, input));
    if (held.includes(false)) {
      const CancellationReasons = held.map((holding) => ({
        Code: holding ? 'None' : 'ConditionalCheckFailed',
      }));
      throw Object.assign(named('TransactionCanceledException'), { CancellationReasons });
    }
    for (const input of inputs) write(input, afterOf(items, input));
  }

  const send = (command: { input: unknown }) =>
    step(() => {
      const answer = answers[command.constructor.name];
      if (!answer) throw new Error(`the table in memory does not know ${command.constructor.name}`);
      return answer(structuredClone(command.input) as never);
    });
  return { name: 'memory', client: { send } } as unknown as Table;
}

const named = (name: string) => Object.assign(new Error(name), { name });

/** The item after a write: put, updated, or undefined when it is removed. */
function afterOf(items: MemoryItems, input: Input): Item | undefined {
  if (input.Item) return input.Item;
  if (!input.UpdateExpression) return undefined;
  const after: Item = { ...structuredClone(items.get(keyOf(input.Key))), ...input.Key };
  const [sets = '', removes = ''] = input.UpdateExpression.replace(/^SET /, '').split(/ ?REMOVE /);
  for (const set of sets.split(/, (?=#)/).filter(Boolean)) {
    const [, path = '', ifAbsent, value = ''] =
      /^(\S+) = (?:(if_not_exists)\(\S+, )?(:\w+)\)?$/.exec(set) ?? [];
    if (!path) throw new Error(`the table in memory does not know ${set}`);
    const [parent, name] = placeOf(after, input, path);
    if (!ifAbsent || parent[name] === undefined) parent[name] = valueAt(input, value);
  }
  for (const path of removes.split(', ').filter(Boolean)) {
    const [parent, name] = placeOf(after, input, path);
    delete parent[name];
  }
  return after;
}

/** Where the value of a path is: the item, or a map in it, and its name there. */
function placeOf(item: Item, input: Input, path: string): [parent: Item, name: string] {
  const [outer = '', inner] = path.split('.');
  const name = nameOf(input, outer);
  if (inner === undefined) return [item, name];
  const map = item[name];
  // DynamoDB refuses a path into a map that the item does not have.
  if (!map) throw named('ValidationException');
  return [map as Item, nameOf(input, inner)];
}

function holds(items: MemoryItems, input: Input): boolean {
  return meets(items.get(keyOf(input.Key ?? input.Item)), input, input.ConditionExpression);
}

function meets(item: Item | undefined, input: Input, expression = ''): boolean {
  return expression
    .split(' AND ')
    .filter(Boolean)
    .every((condition) => {
      const anyOf = /^\((.* OR .*)\)$/.exec(condition)?.[1]?.split(' OR ');
      if (anyOf) return anyOf.some((one) => meets(item, input, one));
      const [, negated, presence = ''] = /^attribute_(not_)?exists\((\S+)\)$/.exec(condition) ?? [];
      if (presence) return (item?.[nameOf(input, presence)] === undefined) === Boolean(negated);
      const [, sized, limit = ''] = /^size\((\S+)\) < (:\w+)$/.exec(condition) ?? [];
      if (sized) return isSmaller(item?.[nameOf(input, sized)], valueAt(input, limit));
      const [, path = '', operator = '', value = ''] =
        /^(\S+) ([=<>]) (:\w+)$/.exec(condition) ?? [];
      if (!path) throw new Error(`the table in memory does not know ${condition}`);
      return compares(item?.[nameOf(input, path)], operator, valueAt(input, value));
    });
}

/** Whether a map has fewer members; a map that is missing has no size. */
function isSmaller(map: unknown, limit: unknown): boolean {
  return map !== undefined && Object.keys(map as Item).length < Number(limit);
}

function compares(found: unknown, operator: string, value: unknown): boolean {
  if (found === undefined) return false;
  if (operator === '=') return found === value;
  if (typeof found === 'number' && typeof value === 'number')
    return operator === '<' ? found < value : found > value;
  return operator === '<' ? `${found}` < `${value}` : `${found}` > `${value}`;
}

/** The attribute of a placeholder. */
function nameOf({ ExpressionAttributeNames = {} }: Input, path: string): string {
  const name = ExpressionAttributeNames[path];
  if (name === undefined) throw new Error(`the table in memory does not know ${path}`);
  return name;
}

function valueAt({ ExpressionAttributeValues = {} }: Input, value: string): unknown {
  return ExpressionAttributeValues[value];
}

function query(items: MemoryItems, input: Query) {
  const found = [...items.values()]
    .filter((item) => meets(item, input, input.KeyConditionExpression))
    .sort((a, b) => (`${a.sk}` < `${b.sk}` ? -1 : 1));
  const start = input.ExclusiveStartKey?.sk ?? '';
  const rest = found.filter(({ sk }) => `${sk}` > start);
  const page = rest.slice(0, input.Limit);
  return {
    Items: structuredClone(page.filter((item) => meets(item, input, input.FilterExpression))),
    LastEvaluatedKey: page.length < rest.length ? page.at(-1) : undefined,
  };
}
