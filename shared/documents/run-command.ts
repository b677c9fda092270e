import { docsFromEnv } from '../docs/client.ts';
import { type Command, keyOf } from '../docs/command-schema.ts';
import { ownsKey, requireOwnKey } from '../docs/document-key.ts';
import { type CommandAnswer, sendCommand } from '../docs/send-command.ts';
import { env, envNumber } from '../env.ts';
import { GatewayError } from '../errors.ts';
import { bucketFromEnv } from '../storage/objects/bucket.ts';
import type { StoredFile } from '../storage/rows/builds.ts';
import { type Table, tableFromEnv } from '../storage/table/table.ts';
import { type CopyForgottenDeps, copyForgotten } from './copy-files.ts';

/** Dependencies of `runCommand`. */
export type CommandDeps = CopyForgottenDeps & {
  table: Table;
  /** As configured, for example `{tenant}.`; empty if all tenants share the keys. */
  keyPrefix: string;
};

/** What running a command returns. */
export type AnsweredCommand = {
  /** Docs' answer, without the link to a forgotten file. */
  answer: CommandAnswer;
  /** The copy of a forgotten file. */
  document?: StoredFile;
};

/** Reads the environment once, at cold start. */
export function commandDepsFromEnv(): CommandDeps {
  return {
    docs: docsFromEnv(),
    bucket: bucketFromEnv(),
    maxFileBytes: envNumber('MAX_FILE_BYTES'),
    table: tableFromEnv(),
    keyPrefix: env('KEY_PREFIX'),
  };
}

/**
 * Sends a tenant's command to Docs. A command for another tenant's document is refused without asking
 * Docs. A forgotten file is copied into the bucket.
 *
 * @param timeoutMs for the command and the copy together
 * @throws {GatewayError} as `sendCommand` and `copyForgotten` do; DOCS_TIMEOUT when a copy takes too long
 */
export async function runCommand(
  deps: CommandDeps,
  tenant: string,
  command: Command,
  timeoutMs: number,
): Promise<AnsweredCommand> {
  const { keyPrefix } = deps;
  const key = keyOf(command);
  if (key !== undefined) requireOwnKey(keyPrefix, tenant, key);
  if (command.c === 'getForgotten') return answerForgotten(deps, tenant, command.key, timeoutMs);
  const answer = await sendCommand(deps.docs, command, timeoutMs);
  if (command.c !== 'getForgottenList') return { answer };
  return { answer: { ...answer, keys: ownKeys(answer.keys, keyPrefix, tenant) } };
}

async function answerForgotten(
  deps: CopyForgottenDeps,
  tenant: string,
  key: string,
  timeoutMs: number,
): Promise<AnsweredCommand> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { files } = await copyForgotten(deps, { tenant, key }, signal);
    return { answer: { error: 0, key }, document: files.document };
  } catch (cause) {
    if (!signal.aborted) throw cause;
    const message = `The forgotten file was not copied within ${timeoutMs / 1000} s.`;
    throw new GatewayError('DOCS_TIMEOUT', message, { cause });
  }
}

/** The tenant's own keys; the keys of other tenants and values that are not strings are left out. */
function ownKeys(keys: unknown, keyPrefix: string, tenant: string): string[] {
  if (!Array.isArray(keys))
    throw new GatewayError('DOCS_PROTOCOL', 'Docs sent no list of its forgotten files');
  return keys.filter((key) => typeof key === 'string' && ownsKey(keyPrefix, tenant, key));
}
