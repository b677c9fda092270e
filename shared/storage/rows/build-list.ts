import type { BuildStatus } from '../../build/build.ts';
import { GatewayError } from '../../errors.ts';
import { utf8Length } from '../../json.ts';
import { buildKey, type StoredBuild, withoutIndexKeys } from './builds.ts';
import { equals } from './expressions.ts';
import { getItems, type Item, queryPage, type Table } from './table.ts';
import { INDEXES, type TableIndex } from './table-schema.ts';

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

/** The rows that exist, by their partition keys; an erased build has none. */
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

/** As many positions, and one at least, as have room in an answer with their rows. */
function withinBytes(positions: Position[], rows: Rows): Position[] {
  let room = MAX_PAGE_BYTES;
  const end = positions.findIndex(({ pk }, index) => {
    room -= utf8Length(JSON.stringify(rows.get(pk) ?? null));
    return room < 0 && index > 0;
  });
  return end === -1 ? positions : positions.slice(0, end);
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
    throw new GatewayError('REQUEST_INVALID', 'The cursor is none that a list of builds gave.', {
      errors: [{ pointer: '/cursor', detail: 'is none that a list of builds gave' }],
    });
  return { createdKey, pk: buildKey(tenant, id).pk };
}
