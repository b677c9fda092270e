import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { RunOf } from '../../workflow/executions.ts';
import type { StoredBuild } from './builds.ts';
import type { Table, TransactItem } from './table.ts';

/** A build that Docs has answered, since when: its files are copied, and no slot names it any more. */
export type CopiedBuild = RunOf & { since: string };

/** As many are looked at side by side; 1,000 a minute take ten turns. */
const COPIES_AT_ONCE = 100;

/** By age, so that the sweep reads no more than what is old enough. */
export const copyingKey = ({ since, run }: Pick<CopiedBuild, 'since' | 'run'>) => ({
  pk: 'COPYING',
  sk: `${since}#${run}`,
});

/**
 * An item of its own, that nobody else writes. An update makes it as well as a put would, and whoever
 * stores answers has no right to put rows.
 */
export function copyingPlace({ tenant, id, run, expiresAt }: StoredBuild): TransactItem {
  const since = new Date().toISOString();
  const fields = Object.entries({ tenant, id, run, since, expiresAt });
  return {
    Update: {
      TableName: '',
      Key: copyingKey({ since, run }),
      UpdateExpression: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        fields.map(([name, value]) => [`:${name}`, value]),
      ),
    },
  };
}

/** Builds whose files are still being copied and that began before `before`, oldest first, in pages. */
export async function* copiedSince({ name, client }: Table, before: string) {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :copying AND sk < :before',
        // "$" sorts behind "#": past every run of that very time.
        ExpressionAttributeValues: { ':copying': 'COPYING', ':before': `${before}$` },
        ExclusiveStartKey: start,
        Limit: COPIES_AT_ONCE,
        ConsistentRead: true,
      }),
    );
    yield (page.Items ?? []) as CopiedBuild[];
    start = page.LastEvaluatedKey;
  } while (start);
}

/** For a build that has ended. */
export async function forgetCopy({ name, client }: Table, copied: CopiedBuild): Promise<void> {
  await client.send(new DeleteCommand({ TableName: name, Key: copyingKey(copied) }));
}
