/** The one table: `infra/` makes it, `storage/` reads and writes it, tests make their own from it. */
export const TABLE = { partitionKey: 'pk', sortKey: 'sk', timeToLive: 'expiresAt' } as const;

/** What the partition key of a row begins with, where the table's stream is filtered by it. */
export const ROW_PREFIX = { build: 'BUILD#', command: 'COMMAND#' } as const;

/** The partition key of each index. */
export const INDEXES = { byTenant: 'tenantKey', byCorrelation: 'correlationKey' } as const;
export type TableIndex = keyof typeof INDEXES;

/** The sort key of every index. */
export const INDEX_SORT_KEY = 'createdKey';
/** What lists filter by, and so what an index holds besides keys; the builds are read from the table. */
export const INDEX_ATTRIBUTES = ['status', 'template', 'subject'];
