import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { AWS_KEYS, REGION } from './emulator/emulator.ts';

/** Reads a secret of the emulator; undefined if it does not exist. */
export async function readSecret(endpoint: string, name: string): Promise<string | undefined> {
  try {
    const { SecretString } = await client(endpoint).send(
      new GetSecretValueCommand({ SecretId: name }),
    );
    return SecretString;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** Creates a secret or changes its value. A secret that has the value already is not written. */
export async function writeSecret(endpoint: string, name: string, value: string): Promise<void> {
  const before = await readSecret(endpoint, name);
  if (before === value) return;
  if (before === undefined) {
    await client(endpoint).send(new CreateSecretCommand({ Name: name, SecretString: value }));
  } else {
    await client(endpoint).send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
  }
}

function client(endpoint: string): SecretsManagerClient {
  return new SecretsManagerClient({ endpoint, region: REGION, credentials: AWS_KEYS });
}
