import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteSecretCommand, RestoreSecretCommand } from '@aws-sdk/client-secrets-manager';
import { writeSecret } from '../../../infra/local/secrets.ts';
import { INBOX_SECRET } from '../../../infra/local/stack.ts';
import type { FaultAction } from '../schedule/schedule.ts';
import { killHard, workersOf } from '../world/processes.ts';
import type { Seed } from './seed-context.ts';

/** A secret of a blank: Secrets Manager does not take an empty text. */
const BLANK = ' ';

/** Faults of the secret one after another: each puts it back as it was. */
let last: Promise<unknown> = Promise.resolve();
function alone<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work, work);
  last = mine;
  return mine;
}

/** Secrets Manager has a new secret before Docs uses it, and both go back to the first one afterwards. */
export const rotateSecret = ({ harness }: Seed, { forMs }: FaultAction): Promise<number> =>
  alone(async () => {
    const { docs, outputs } = harness;
    const first = outputs.test.inboxSecret;
    const next = `${first}-rotated`;
    await writeSecret(outputs.awsEndpoint, INBOX_SECRET, next);
    await sleep(forMs / 2);
    await docs.setInbox(next);
    await sleep(forMs / 2);
    await writeSecret(outputs.awsEndpoint, INBOX_SECRET, first);
    await docs.setInbox(first);
    return 1;
  });

/** The secret is blank or deleted for some time. Functions that start meanwhile do not know it. */
export const loseSecret = (seed: Seed, { forMs, value }: FaultAction): Promise<number> =>
  alone(async () => {
    const { outputs, secrets } = seed.harness;
    const { awsEndpoint, test } = outputs;
    const SecretId = INBOX_SECRET;
    if (value === 0) await writeSecret(awsEndpoint, SecretId, BLANK);
    else await secrets.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
    killHard(workersOf(test.emulatorPid));
    await sleep(forMs);
    if (value === 0) await writeSecret(awsEndpoint, SecretId, test.inboxSecret);
    else await secrets.send(new RestoreSecretCommand({ SecretId }));
    return 1;
  });
