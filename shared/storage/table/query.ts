import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Condition, expressionsOf } from './expressions.ts';
import type { Item, Table } from './table.ts';
import type { TableIndex } from './table-schema.ts';

export type Query = {
  /** Conditions on the keys of the table or of its index. */
  key: Condition[];
  index?: TableIndex;
  /** Conditions on the items found. Items that do not meet them are read and paid for too. */
  filter?: Condition[];
  /** Items that DynamoDB reads for one page, before the filter. */
  limit?: number;
  descending?: boolean;
  /** Whether to read strongly consistent; an index cannot. */
  consistent?: boolean;
  /** The `next` of the page before. */
  start?: Item;
};

/** `next` is undefined on the last page. */
export type Page = { items: Item[]; next?: Item };

/** Reads one page of a query. */
export async function queryPage({ name, client }: Table, query: Query): Promise<Page> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: name,
      IndexName: query.index,
      ...expressionsOf({ key: query.key, filter: query.filter }),
      Limit: query.limit,
      ScanIndexForward: !query.descending,
      ConsistentRead: query.consistent,
      ExclusiveStartKey: query.start,
    }),
  );
  return { items: Items, next: LastEvaluatedKey };
}

/** The items of all pages of a query, page by page. */
export async function* pages(table: Table, query: Query): AsyncGenerator<Item[]> {
  let start = query.start;
  do {
    const page = await queryPage(table, { ...query, start });
    yield page.items;
    start = page.next;
  } while (start);
}
