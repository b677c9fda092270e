/** Milliseconds that AWS takes for a call within a region, as they are commonly measured. */
export const LATENCY_MS: Record<string, number> = {
  GetItem: 4,
  Query: 5,
  UpdateItem: 5,
  DeleteItem: 5,
  TransactWriteItems: 18,
  StartExecution: 35,
  DescribeExecution: 20,
  ListExecutions: 25,
  SendMessage: 8,
  ChangeMessageVisibility: 8,
  GetSecretValue: 15,
  PUT: 25,
  GET: 15,
  HEAD: 10,
};

/**
 * The default quotas of Step Functions in most regions, as we know them: how many calls at once, and how many each
 * second after that. Some regions have more. They were not looked up anew.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const BUCKETS: Record<string, { size: number; perSecond: number }> = {
  StartExecution: { size: 800, perSecond: 150 },
  DescribeExecution: { size: 250, perSecond: 10 },
  ListExecutions: { size: 100, perSecond: 5 },
};

/** Write units a second of one partition, and so of one item, however little the table does besides. */
export const PARTITION_WRITES = 1000;

/** Refuses calls beyond the quotas, and calls beyond the write rate of a partition. */
export function quotas() {
  const left = new Map<string, { tokens: number; at: number }>();
  const take = (name: string, count: number, size: number, perSecond: number): boolean => {
    const now = performance.now();
    const { tokens, at } = left.get(name) ?? { tokens: size, at: now };
    const filled = Math.min(size, tokens + ((now - at) / 1000) * perSecond);
    const isAllowed = filled >= count;
    left.set(name, { tokens: isAllowed ? filled - count : filled, at: now });
    return isAllowed;
  };
  return {
    mayCall(operation: string): boolean {
      const bucket = BUCKETS[operation];
      return bucket === undefined || take(operation, 1, bucket.size, bucket.perSecond);
    },
    mayWrite: (partition: string, units: number): boolean =>
      take(`writes of ${partition}`, units, PARTITION_WRITES, PARTITION_WRITES),
  };
}
