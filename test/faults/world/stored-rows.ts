import { type DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { BuildRow, Held } from '../model/world.ts';

/** A row of the table. */
export type Item = { pk: string; sk: string } & Record<string, unknown>;

/** How much a row is moved into the past, in milliseconds: more than Docs may take for a build. */
const LONG_AGO_MS = 22 * 60_000;
/** The sweep looks at what is older than a minute. */
const MINUTES_AGO_MS = 2 * 60_000;

/**
 * Reads and ages the rows of the table, in both shapes that slots have had: one item with all
 * holders, and one item for each slot. The rest of the harness does not know how slots are stored.
 */
export function storedRows(client: DynamoDBClient, TableName: string) {
  async function scan(): Promise<Item[]> {
    const items: Item[] = [];
    let ExclusiveStartKey: Record<string, never> | undefined;
    do {
      const page = await client.send(
        new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey }),
      );
      items.push(...(page.Items ?? []).map((item) => unmarshall(item) as Item));
      ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
    } while (ExclusiveStartKey);
    return items;
  }

  /** The items of one partition: quicker than a scan when there are thousands of builds. */
  async function query(pk: string): Promise<Item[]> {
    const items: Item[] = [];
    let ExclusiveStartKey: Record<string, never> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: pk } },
          ExclusiveStartKey,
        }),
      );
      items.push(...(page.Items ?? []).map((item) => unmarshall(item) as Item));
      ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
    } while (ExclusiveStartKey);
    return items;
  }

  /** @param existing the path that must be there, so that nothing is created */
  function set({ pk, sk }: Item, path: string[], value: unknown, existing: string[]) {
    const named = (names: string[]) =>
      names.map((name) => `#${name.replace(/\W/g, '_')}`).join('.');
    return client.send(
      new UpdateCommand({
        TableName,
        Key: { pk, sk },
        UpdateExpression: `SET ${named(path)} = :value`,
        ConditionExpression: `attribute_exists(${named(existing)})`,
        ExpressionAttributeNames: Object.fromEntries(
          [...path, ...existing].map((name) => [`#${name.replace(/\W/g, '_')}`, name]),
        ),
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  }

  /** Changes a row that may change at the same time; does nothing if the attribute is gone. */
  const trySet = (item: Item, path: string[], value: unknown, existing = path) =>
    set(item, path, value, existing).then(
      () => true,
      (error: Error) => {
        if (error.name !== 'ConditionalCheckFailedException') throw error;
        return false;
      },
    );

  return {
    scan,
    /** Whether a build waits for a slot or holds one. */
    async isBusy(): Promise<boolean> {
      if ((await query('SLOTS')).flatMap(takenSlots).length > 0) return true;
      return [...(await query('WAITING')), ...(await query('WAITING-LOW'))].length > 0;
    },
    /** Ages all slots that are taken, so that the sweep checks their builds now. @returns how many */
    async ageSlots(): Promise<number> {
      const then = Date.now() - MINUTES_AGO_MS;
      const taken = (await query('SLOTS')).flatMap(takenSlots);
      const aged = taken.map(({ item, path, since }) =>
        trySet(item, path, typeof since === 'number' ? then : new Date(then).toISOString()),
      );
      return (await Promise.all(aged)).filter(Boolean).length;
    },
    /** Ages the builds that are copied, whose sort key begins with the time of their answer. */
    async ageCopies(): Promise<void> {
      const since = new Date(Date.now() - MINUTES_AGO_MS).toISOString();
      for (const { pk, sk, ...copy } of await query('COPYING')) {
        if (sk < since) continue;
        const aged = { pk, sk: sk.replace(/^[^#]*/, since), ...copy, since };
        await client.send(new PutCommand({ TableName, Item: aged }));
        await client.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
      }
    },
    /** Moves a time of a running build into the past. @returns whether the build has a row */
    moveBack: (build: BuildRow, field: 'deadline' | 'askedSince') => {
      const item: Item = { pk: `BUILD#${build.tenant}#${build.id}`, sk: 'BUILD' };
      const then = new Date(Date.now() - LONG_AGO_MS).toISOString();
      return trySet(item, [field], then, ['startedAt']);
    },
  };
}

export type StoredRows = ReturnType<typeof storedRows>;

/** The slots that an item holds, with the path of the time at which each was taken. */
function takenSlots(item: Item): { item: Item; run: string; path: string[]; since: unknown }[] {
  if (item.pk !== 'SLOTS') return [];
  const { holders, run, since } = item;
  if (typeof run === 'string') return [{ item, run, path: ['since'], since }];
  return Object.entries((holders ?? {}) as Record<string, { since: unknown }>).map(
    ([holder, held]) => ({
      item,
      run: holder,
      path: ['holders', holder, 'since'],
      since: held.since,
    }),
  );
}

/**
 * What the rows hold for builds that have not ended. A build that did not succeed stays in the list of those
 * being copied for some minutes, until no copy for it can be in progress.
 */
export function heldIn(items: Item[]): Held {
  const mayBeCopied = new Set(
    items
      .filter(({ pk, status }) => pk.startsWith('BUILD#') && /running|succeeded/.test(`${status}`))
      .map(({ run }) => run),
  );
  const isOwed = ({ run }: Item) => mayBeCopied.has(run);
  const keysOf = (pk: string) => items.filter((item) => item.pk === pk).map(({ sk }) => sk);
  return {
    slots: items.flatMap(takenSlots).map(({ run }) => run),
    places: [...keysOf('WAITING'), ...keysOf('WAITING-LOW')],
    copying: items.filter((item) => item.pk === 'COPYING' && isOwed(item)).map(({ sk }) => sk),
    fetching: items.filter(({ pk }) => pk.startsWith('FETCHING')).map(({ sk }) => sk),
  };
}

/** The builds of some tenants, and the ids of those that were erased. */
export function buildsIn(items: Item[], tenants: string[]) {
  const ours = items.filter(
    ({ pk, tenant }) => pk.startsWith('BUILD#') && tenants.includes(`${tenant}`),
  );
  return {
    rows: ours.filter(({ erased }) => !erased) as unknown as BuildRow[],
    tombstones: ours.filter(({ erased }) => erased).map(({ id }) => `${id}`),
  };
}
