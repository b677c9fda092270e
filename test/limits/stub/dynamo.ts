import { setTimeout as sleep } from 'node:timers/promises';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item, Key } from '../../../shared/storage/table/table.ts';
import { type MemoryItems, memoryTable } from '../../support/aws/memory-table.ts';
import { add, bytesOf, type Figures } from './figures.ts';
import { LATENCY_MS, type quotas } from './quotas.ts';

type Wire = Record<string, unknown>;
type Answer = { status: number; body: object };
type Marshalled = Parameters<typeof unmarshall>[0];

const MARSHALLED = ['Key', 'Item', 'ExpressionAttributeValues', 'ExclusiveStartKey'];
const COMMANDS: Record<string, string> = {
  GetItem: 'GetCommand',
  Query: 'QueryCommand',
  UpdateItem: 'UpdateCommand',
  DeleteItem: 'DeleteCommand',
  TransactWriteItems: 'TransactWriteCommand',
};

/** A table that takes the time, the units and the conflicts of DynamoDB, over items in memory. */
export function dynamo(items: MemoryItems, figures: Figures, limits: ReturnType<typeof quotas>) {
  const locked = new Set<string>();
  let written: { partition: string; bytes: number }[] = [];
  const table = memoryTable(
    items,
    async (send) => send(),
    (before, after) => {
      const item = after ?? before;
      if (item) written.push({ partition: partitionOf(item), bytes: bytesOf(item) });
    },
  );

  return async (operation: string, wire: Wire): Promise<Answer> => {
    const command = COMMANDS[operation];
    if (!command) throw new Error(`the stub does not know ${operation}`);
    const input = plain(wire);
    const keys = keysOf(input);
    if (operation === 'TransactWriteItems' && keys.some((key) => locked.has(key))) {
      figures.conflicts++;
      await sleep(LATENCY_MS[operation]);
      return cancelled(keys.map((key) => (locked.has(key) ? 'TransactionConflict' : 'None')));
    }
    for (const key of keys) locked.add(key);
    try {
      await sleep(LATENCY_MS[operation]);
      written = [];
      const answer = await run(command, input);
      return charge(answer, operation === 'TransactWriteItems' ? 2 : 1);
    } finally {
      for (const key of keys) locked.delete(key);
    }
  };

  async function run(command: string, input: Wire): Promise<Answer> {
    try {
      const client = table.client as unknown as {
        send(command: object): Promise<Wire | undefined>;
      };
      const named = Object.assign(Object.create({ constructor: { name: command } }), { input });
      return { status: 200, body: marshalledAnswer((await client.send(named)) ?? {}) };
    } catch (error) {
      figures.refused++;
      return refusalOf(error as Error & { CancellationReasons?: { Code: string }[] });
    }
  }

  /** Counts units. What is beyond the rate of a partition is throttled, although it was written. */
  function charge(answer: Answer, factor: number): Answer {
    for (const { partition, bytes } of written) {
      const units = factor * Math.ceil(bytes / 1024);
      add(figures.writes, partition, units);
      if (!limits.mayWrite(partition, units)) figures.throttled++;
    }
    if (written.length === 0) figures.reads += Math.ceil(bytesOf(answer.body) / 4096);
    return answer;
  }
}

const partitionOf = ({ pk }: Item) => (`${pk}`.startsWith('BUILD#') ? 'BUILD' : `${pk}`);

function plain(wire: Wire): Wire {
  const entries = Object.entries(wire).map(([name, value]) => {
    if (MARSHALLED.includes(name)) return [name, unmarshall(value as Marshalled)];
    if (name !== 'TransactItems') return [name, value];
    const writes = (value as Record<string, Wire>[]).map((write) =>
      Object.fromEntries(Object.entries(write).map(([kind, inner]) => [kind, plain(inner)])),
    );
    return [name, writes];
  });
  return Object.fromEntries(entries);
}

/** The items that a write locks. */
function keysOf({ TransactItems = [] }: Wire): string[] {
  return (TransactItems as Record<string, { Key?: Key; Item?: Item }>[]).flatMap((write) =>
    Object.values(write).map(({ Key, Item }) => {
      const { pk, sk } = (Key ?? Item) as Key;
      return `${pk} ${sk}`;
    }),
  );
}

function marshalledAnswer(answer: Wire): object {
  const options = { removeUndefinedValues: true };
  const each = (value: unknown) => marshall(value as Item, options);
  const { Items, LastEvaluatedKey, Item, Attributes } = answer as {
    Items?: Item[];
    LastEvaluatedKey?: Item;
    Item?: Item;
    Attributes?: Item;
  };
  return {
    ...(Items && { Items: Items.map(each), Count: Items.length }),
    ...(LastEvaluatedKey && {
      LastEvaluatedKey: each({ pk: LastEvaluatedKey.pk, sk: LastEvaluatedKey.sk }),
    }),
    ...(Item && { Item: each(Item) }),
    ...(Attributes && { Attributes: each(Attributes) }),
  };
}

function refusalOf({
  name,
  CancellationReasons,
  message,
}: Error & { CancellationReasons?: { Code: string }[] }) {
  if (CancellationReasons) return cancelled(CancellationReasons.map(({ Code }) => Code));
  if (name !== 'ConditionalCheckFailedException') throw new Error(message);
  return { status: 400, body: { __type: name, message: name } };
}

function cancelled(codes: string[]): Answer {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  const __type = 'TransactionCanceledException';
  return { status: 400, body: { __type, message: __type, CancellationReasons } };
}
