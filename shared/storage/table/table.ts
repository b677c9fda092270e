import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SHORT_CALLS } from '../../aws.ts';
import { env } from '../../env.ts';

export type Table = { name: string; client: DynamoDBDocumentClient };
export type Key = { pk: string; sk: string };
export type Item = Record<string, unknown>;

/** How items are read: by default the SDK throws for integers that a double cannot represent. */
export const READ_OPTIONS = { wrapNumbers: Number };

/** A table whose client reads and writes any JSON value. */
export function table(
  name: string,
  client = new DynamoDBClient({ requestHandler: SHORT_CALLS }),
): Table {
  return {
    name,
    client: DynamoDBDocumentClient.from(client, {
      marshallOptions: {
        removeUndefinedValues: true,
        // Docs' answers may contain any JSON number: written and read as a double.
        allowImpreciseNumbers: true,
      },
      unmarshallOptions: { ...READ_OPTIONS }, // the client adds an option of its own
    }),
  };
}

/** The table that the variable `TABLE_NAME` names; call it at cold start. */
export function tableFromEnv(): Table {
  return table(env('TABLE_NAME'));
}

/**
 * When an item expires, in seconds since 1970.
 *
 * @param days from now
 * @param now in milliseconds since 1970
 */
export function expiryIn(days: number, now = Date.now()): number {
  return Math.ceil(now / 1000) + days * 86_400;
}
