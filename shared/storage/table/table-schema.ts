/** The one table: `infra/` and the tests create it, `storage/` reads and writes it. */
export const TABLE = { partitionKey: 'pk', sortKey: 'sk', timeToLive: 'expiresAt' } as const;

/** Prefixes of partition keys. The stream of the table is filtered by them. */
export const ROW_PREFIX = { build: 'BUILD#', command: 'COMMAND#' } as const;

/** The partition key of the item that counts held calls. Some functions may write only this item. */
export const HELD_CALLS = 'HELD';

/** The partition key of each index. */
export const INDEXES = { byTenant: 'tenantKey', byCorrelation: 'correlationKey' } as const;
export type TableIndex = keyof typeof INDEXES;

/** The sort key of every index. */
export const INDEX_SORT_KEY = 'createdKey';
/** Attributes that lists filter by. An index contains these and its keys; rows are read from the table. */
export const INDEX_ATTRIBUTES = ['status', 'template', 'subject'];
