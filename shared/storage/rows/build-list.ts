import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { BuildStatus } from '../../build/build.ts';
import { GatewayError } from '../../errors.ts';
import { utf8Length } from '../../json.ts';
import { INDEXES, type TableIndex } from '../table-schema.ts';
import { buildKey, type StoredBuild, withoutIndexKeys } from './builds.ts';
import type { Table } from './table.ts';

export type BuildFilter = {
  status?: BuildStatus;
  correlationId?: string;
  template?: string;
  /** The `sub` that made them. */
  subject?: string;
  /** 1 to 100. */
  limit: number;
  /** What an earlier page gave. */
  cursor?: string;
};

type Position = { createdKey: string; pk: string };
type Page = { positions: Position[]; next: Position | null };

/** Index entries looked at in one query: they are small, and a filter may pass few of them. */
const SCAN_SIZE = 500;
/** A filter that passes almost nothing ends a page here, not in a timeout; its cursor goes on. */
const MAX_QUERIES = 20;
/** Rows come 16 MB at a time, a hundred of the largest in three; the rest are tries after a pause. */
const MAX_READS = 8;
/** A function answers 6 MB at most; a build with a hundred files has up to 0.4. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/**
 * A tenant's builds, newest first. Lists may lag behind by a second; the builds in them are as they are
 * now. A page may hold fewer than were asked for: only a cursor that is null says that it is the last.
 *
 * @throws {GatewayError} REQUEST_INVALID for a cursor that we did not make; TOO_MANY_REQUESTS when the
 *   table gives no more rows
 */
export async function listBuilds(
  table: Table,
  tenant: string,
  filter: BuildFilter,
): Promise<{ items: StoredBuild[]; cursor: string | null }> {
  const { found, next } = await findPositions(table, tenant, filter);
  const wanted = found.slice(0, filter.limit);
  const rows = await readRows(table, wanted);
  const shown = withinBytes(wanted, rows);
  const last = found.length > shown.length ? shown.at(-1) : next;
  const items = shown.flatMap(({ pk }) => rows.get(pk) ?? []);
  return {
    items: items.filter((row) => !filter.status || row.status === filter.status),
    cursor: last ? writeCursor(last) : null,
  };
}

/** As many as are asked for and, where there are more, one that says so. */
async function findPositions(table: Table, tenant: string, filter: BuildFilter) {
  const found: Position[] = [];
  let next: Position | null = filter.cursor ? readCursor(filter.cursor, tenant) : null;
  let queries = 0;
  do {
    const page: Page = await queryPage(table, tenant, filter, next);
    found.push(...page.positions);
    next = page.next;
    queries++;
  } while (next && found.length <= filter.limit && queries < MAX_QUERIES);
  return { found, next };
}

async function queryPage(
  table: Table,
  tenant: string,
  filter: BuildFilter,
  after: Position | null,
): Promise<Page> {
  const byCorrelation = filter.correlationId !== undefined;
  const index: TableIndex = byCorrelation ? 'byCorrelation' : 'byTenant';
  const attribute = INDEXES[index];
  const value = byCorrelation ? `${tenant}#${filter.correlationId}` : tenant;
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: index,
      ScanIndexForward: false,
      Limit: isFiltered(filter) ? SCAN_SIZE : filter.limit + 1,
      ExclusiveStartKey: after ? { ...after, sk: 'BUILD', [attribute]: value } : undefined,
      ...conditionsOf(filter, attribute, value),
    }),
  );
  return {
    positions: Items.map(positionOf),
    next: LastEvaluatedKey ? positionOf(LastEvaluatedKey) : null,
  };
}

function isFiltered(filter: BuildFilter): boolean {
  return [filter.status, filter.template, filter.subject].some((value) => value !== undefined);
}

function conditionsOf(
  filter: BuildFilter,
  attribute: string,
  value: string,
): Partial<QueryCommandInput> {
  const { status, template, subject } = filter;
  const wanted = Object.entries({ status, template, subject }).filter(
    ([, wantedValue]) => wantedValue !== undefined,
  );
  return {
    KeyConditionExpression: '#partition = :partition',
    FilterExpression: wanted.map(([name]) => `#${name} = :${name}`).join(' AND ') || undefined,
    ExpressionAttributeNames: {
      '#partition': attribute,
      ...Object.fromEntries(wanted.map(([name]) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ':partition': value,
      ...Object.fromEntries(wanted.map(([name, wantedValue]) => [`:${name}`, wantedValue])),
    },
  };
}

type Rows = Map<string, StoredBuild>;

/** The rows that there are, by their partition keys; an erased build has none. */
async function readRows(table: Table, positions: Position[]): Promise<Rows> {
  const rows: Rows = new Map();
  let keys = positions.map(({ pk }) => ({ pk, sk: 'BUILD' }));
  for (let reads = 1; keys.length > 0; reads++) {
    const { Responses, UnprocessedKeys } = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: { Keys: keys, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[table.name] ?? [])
      if (!item.erased) rows.set(item.pk, withoutIndexKeys(item));
    keys = (UnprocessedKeys?.[table.name]?.Keys ?? []) as typeof keys;
    if (keys.length > 0) await beforeReading(reads);
  }
  return rows;
}

/** AWS's client tries a refused call again, but not what an answer leaves out. */
async function beforeReading(reads: number): Promise<void> {
  if (reads === MAX_READS)
    throw new GatewayError('TOO_MANY_REQUESTS', 'The table gives no more rows just now.');
  await sleep(Math.random() * 10 * 2 ** reads);
}

/** As many positions, and one at least, as have room in an answer with their rows. */
function withinBytes(positions: Position[], rows: Rows): Position[] {
  let room = MAX_PAGE_BYTES;
  const end = positions.findIndex(({ pk }, index) => {
    room -= utf8Length(JSON.stringify(rows.get(pk) ?? null));
    return room < 0 && index > 0;
  });
  return end === -1 ? positions : positions.slice(0, end);
}

function positionOf(item: Record<string, unknown>): Position {
  return { createdKey: String(item.createdKey), pk: String(item.pk) };
}

function writeCursor({ createdKey }: Position): string {
  return Buffer.from(createdKey).toString('base64url');
}

function readCursor(cursor: string, tenant: string): Position {
  const createdKey = Buffer.from(cursor, 'base64url').toString();
  const id = /^\d{4}-\d\d-\d\dT[\d:.]+Z#([0-9A-Z]{26})$/.exec(createdKey)?.[1];
  if (!id)
    throw new GatewayError('REQUEST_INVALID', 'The cursor is none that a list of builds gave.', {
      errors: [{ pointer: '/cursor', detail: 'is none that a list of builds gave' }],
    });
  return { createdKey, pk: buildKey(tenant, id).pk };
}
