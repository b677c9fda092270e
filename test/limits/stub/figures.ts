/** What the functions did to the stub. */
export type Figures = {
  /** Calls of each operation. */
  calls: Record<string, number>;
  throttled: number;
  /** Transactions that met another one on the same item. */
  conflicts: number;
  /** Transactions and writes whose conditions failed. */
  refused: number;
  /** Write units of each partition; those of builds under one name. */
  writes: Record<string, number>;
  /** Read units. */
  reads: number;
};

export function noFigures(): Figures {
  return { calls: {}, throttled: 0, conflicts: 0, refused: 0, writes: {}, reads: 0 };
}

export function add(counts: Record<string, number>, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}

/** The size of an item as DynamoDB counts it, roughly: names and values. */
export function bytesOf(item: object): number {
  return Buffer.byteLength(JSON.stringify(item));
}
