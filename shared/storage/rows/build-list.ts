import type { BuildStatus } from '../../build/build.ts';
import { GatewayError } from '../../errors.ts';
import { firstItemsWithin } from '../../fit-into-size.ts';
import { equals } from '../table/expressions.ts';
import { getItems } from '../table/items.ts';
import { queryPage } from '../table/query.ts';
import type { Item, Table } from '../table/table.ts';
import { INDEXES, type TableIndex } from '../table/table-schema.ts';
import { buildKey, type StoredBuild, withoutIndexKeys } from './builds.ts';

export type BuildFilter = {
  status?: BuildStatus;
  correlationId?: string;
  template?: string;
  /** The `sub` of the token that created them. */
  subject?: string;
  /** 1 to 100. */
  limit: number;
  /** The cursor of the page before. */
  cursor?: string;
};

type Position = { createdKey: string; pk: string };
type Page = { positions: Position[]; next: Position | null };

/** Index entries read by one query with a filter: they are small, and few of them may pass it. */
const SCAN_SIZE = 500;
/** The maximum number of queries for one page, so that a filter with few matches does not time out. */
const MAX_QUERIES = 20;
/** Lambda returns 6 MB at most; a build with 100 files has up to 0.4 MB. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/**
 * Lists a tenant's builds, newest first. A new build may be missing for about a second; the builds in
 * the list are current. A page may have fewer builds than the limit; only the last page has no cursor.
 *
 * @throws {GatewayError} REQUEST_INVALID for a cursor that was not issued here; TOO_MANY_REQUESTS when
 *   DynamoDB leaves rows out after several reads
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

/** Finds one position more than the limit, if there is one: it shows that another page follows. */
async function findPositions(table: Table, tenant: string, filter: BuildFilter) {
  const found: Position[] = [];
  let next: Position | null = filter.cursor ? readCursor(filter.cursor, tenant) : null;
  let queries = 0;
  do {
    const page: Page = await positionsOf(table, tenant, filter, next);
    found.push(...page.positions);
    next = page.next;
    queries++;
  } while (next && found.length <= filter.limit && queries < MAX_QUERIES);
  return { found, next };
}

async function positionsOf(
  table: Table,
  tenant: string,
  filter: BuildFilter,
  after: Position | null,
): Promise<Page> {
  const { correlationId, status, template, subject } = filter;
  const index: TableIndex = correlationId === undefined ? 'byTenant' : 'byCorrelation';
  const attribute = INDEXES[index];
  const value = correlationId === undefined ? tenant : `${tenant}#${correlationId}`;
  const wanted = Object.entries({ status, template, subject }).filter(
    ([, wantedValue]) => wantedValue !== undefined,
  );
  const { items, next } = await queryPage(table, {
    index,
    key: [equals(attribute, value)],
    filter: wanted.map(([name, wantedValue]) => equals(name, wantedValue)),
    limit: wanted.length > 0 ? SCAN_SIZE : filter.limit + 1,
    descending: true,
    start: after ? { ...after, sk: 'BUILD', [attribute]: value } : undefined,
  });
  return { positions: items.map(positionOf), next: next ? positionOf(next) : null };
}

type Rows = Map<string, StoredBuild>;

/** The builds that have not been erased, by partition key. */
async function readRows(table: Table, positions: Position[]): Promise<Rows> {
  const items = await getItems(
    table,
    positions.map(({ pk }) => ({ pk, sk: 'BUILD' })),
  );
  return new Map(
    items
      .filter((item) => !item.erased)
      .map((item) => [String(item.pk), withoutIndexKeys(item)] as const),
  );
}

/** The first positions whose builds together fit into an answer; at least one. */
function withinBytes(positions: Position[], rows: Rows): Position[] {
  const builds = positions.map(({ pk }) => rows.get(pk) ?? null);
  const { length } = firstItemsWithin(builds, MAX_PAGE_BYTES);
  return positions.slice(0, Math.max(1, length));
}

function positionOf(item: Item): Position {
  return { createdKey: String(item.createdKey), pk: String(item.pk) };
}

function writeCursor({ createdKey }: Position): string {
  return Buffer.from(createdKey).toString('base64url');
}

function readCursor(cursor: string, tenant: string): Position {
  const createdKey = Buffer.from(cursor, 'base64url').toString();
  const id = /^\d{4}-\d\d-\d\dT[\d:.]+Z#([0-9A-Z]{26})$/.exec(createdKey)?.[1];
  if (!id)
    throw new GatewayError('REQUEST_INVALID', 'This cursor was not issued by this API.', {
      errors: [{ parameter: 'cursor', detail: 'was not issued by this API' }],
    });
  return { createdKey, pk: buildKey(tenant, id).pk };
}
