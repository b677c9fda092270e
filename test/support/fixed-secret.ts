import type { SecretReader } from '../../shared/secret.ts';

/** Reads a secret from memory, and never finds a newer one. */
export function fixedSecret(current: string, previous?: string): SecretReader {
  return {
    current: async () => current,
    previous: async () => previous,
    refresh: async () => current,
  };
}
