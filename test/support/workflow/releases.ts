import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { freshSandbox, type Sandbox } from './sandbox.ts';

export type Row = Record<string, unknown>;

/** What queues, executions and the table held when a release was replaced. Never changed, only added. */
export type Release = {
  version: string;
  messages: Record<string, object>;
  callbackClaims: object;
  steps: Record<string, object>;
  rows: Record<string, Row>;
};

/** The releases of a folder: one file for each, named after its version. */
export function releasesIn(folder: string): Release[] {
  return globSync('*.json', { cwd: folder }).map((file) => ({
    version: file.replace('.json', ''),
    ...JSON.parse(readFileSync(join(folder, file), 'utf8')),
  }));
}

/** A sandbox with these rows in its table. */
export async function sandboxWith(...rows: (Row | undefined)[]): Promise<Sandbox> {
  const sandbox = await freshSandbox();
  const { name: TableName, client } = sandbox.table;
  for (const row of rows)
    await client.send(new PutCommand({ TableName, Item: structuredClone(row) }));
  return sandbox;
}
