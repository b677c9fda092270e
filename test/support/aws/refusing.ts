import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { watchedClients } from './crash.ts';

type Refusal = { name: string; reasons?: string[] };

/** A client of the emulator's tables whose first calls of a command fail with an error that only AWS returns. */
export function refusingClient(
  command: string,
  { name, reasons }: Refusal,
  times: number,
): { client: DynamoDBClient; refused: () => number } {
  let refused = 0;
  const { dynamo } = watchedClients(async (send, sent) => {
    if (sent !== command || refused === times) return send();
    refused++;
    const CancellationReasons = reasons?.map((Code) => ({ Code }));
    throw Object.assign(new Error(name), { name, CancellationReasons, $metadata: {} });
  });
  return { client: dynamo, refused: () => refused };
}
