import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { withoutNulls } from '../build/absent-fields.ts';
import { senderFields } from '../build/sender.ts';
import { type Command, parseCommand } from '../docs/command-schema.ts';
import { type CommandDeps, runCommand } from '../documents/run-command.ts';
import { GatewayError, isGatewayError } from '../errors.ts';
import { COMMAND_REQUESTED } from '../events/request-types.ts';
import { fieldsWithin, firstItemsWithin, jsonBytes } from '../fit-into-size.ts';
import { idOfSource, sha256Hex } from '../ids.ts';
import { canonicalJson } from '../json.ts';
import { QUEUED_COMMAND_MS } from '../limits.ts';
import { addLogFields, logError } from '../log.ts';
import { parseWith } from '../parse.ts';
import { problemOf } from '../problem.ts';
import { abandoned, isAbandoned, isLastReceive } from '../sqs.ts';
import { viewFile } from '../storage/build-view.ts';
import {
  type CommandOutcome,
  findCommand,
  type StoredCommand,
  storeCommand,
} from '../storage/rows/command-outcomes.ts';
import { expiryIn } from '../storage/table/table.ts';
import type { Source } from './messages.ts';
import { orRefuse, type RefusalDeps } from './refusal.ts';
import { type QueuedRequest, readRequest } from './requests.ts';

export type QueuedCommandDeps = CommandDeps & { keepDays: number };

/** An event has 256 KB: up to 64 for the command, these for the answer, a few for the rest. */
const MAX_ANSWER_BYTES = 130 * 1024;
const MAX_FIELD_BYTES = 8 * 1024;

/** A command that was requested; `fingerprint` is the SHA-256 of its JSON. */
type Requested = { tenant: string; id: string; command: Command; fingerprint: string };

const senderSchema = z.object(senderFields);

/**
 * Runs the command that a message requests and stores its outcome, once for each message and each id.
 * A retryable error is thrown, so that SQS delivers the message again; at the last delivery it is the
 * outcome.
 */
export async function runQueuedCommand(
  deps: QueuedCommandDeps,
  refusalDeps: RefusalDeps,
  record: SQSRecord,
): Promise<void> {
  const request = await readRequest(refusalDeps, 'commands', record, COMMAND_REQUESTED);
  if (!request) return;
  await orRefuse(refusalDeps, 'commands', record, request.sender, () =>
    runAndStore(deps, request, record),
  );
}

async function runAndStore(
  deps: QueuedCommandDeps,
  { input, sender }: QueuedRequest,
  record: SQSRecord,
): Promise<void> {
  const requested = parseRequested(input, sender);
  addLogFields({
    tenant: requested.tenant,
    command: requested.command.c,
    commandId: requested.id,
  });
  if (await hasOutcome(deps, requested)) return;
  const result = await resultOf(deps, requested, record);
  const isStored = await storeCommand(deps.table, rowOf(deps, requested, sender, result));
  if (!isStored) await hasOutcome(deps, requested);
}

/** @throws {GatewayError} COMMAND_INVALID with a pointer and a rule for each wrong field */
function parseRequested(input: unknown, source: Source): Requested {
  const sender = parseWith(
    senderSchema,
    withoutNulls(input, Object.keys(senderFields)),
    'COMMAND_INVALID',
  );
  const { id, tenant, ...fields } = input as Record<string, unknown>;
  const command = parseCommand(fields);
  return {
    tenant: sender.tenant,
    id: sender.id ?? idOfSource(source.time, source.origin, sender.tenant, source.sourceId),
    command,
    fingerprint: sha256Hex(canonicalJson(command)),
  };
}

/** @throws {GatewayError} IDEMPOTENCY_MISMATCH when the id has the outcome of another command */
async function hasOutcome({ table }: CommandDeps, { tenant, id, fingerprint }: Requested) {
  const earlier = await findCommand(table, tenant, id);
  if (earlier && earlier.fingerprint !== fingerprint)
    throw new GatewayError('IDEMPOTENCY_MISMATCH', `The id ${id} was used with another command.`);
  return earlier !== undefined;
}

/** @throws retryable errors, unless this is the last delivery or a later one */
async function resultOf(
  deps: CommandDeps,
  { tenant, id, command }: Requested,
  record: SQSRecord,
): Promise<CommandOutcome> {
  try {
    if (isAbandoned('commands', record)) throw abandoned('commands');
    const { answer, document } = await runCommand(deps, tenant, command, QUEUED_COMMAND_MS);
    return { answer: document ? { ...answer, document: viewFile(document) } : fitting(answer) };
  } catch (error) {
    const isRetryable = !isGatewayError(error) || error.retryable;
    if (isRetryable && !isLastReceive('commands', record)) throw error;
    if (isRetryable) logError(error);
    return { error: problemOf(error, id) };
  }
}

function rowOf(
  { keepDays }: QueuedCommandDeps,
  requested: Requested,
  { origin, correlationId }: Source,
  result: CommandOutcome,
): StoredCommand {
  const now = Date.now();
  return {
    ...requested,
    ...result,
    origin,
    correlationId,
    endedAt: new Date(now).toISOString(),
    expiresAt: expiryIn(keepDays, now),
  };
}

/**
 * Fits an answer into an event. A long list of forgotten files is cut, and `keysOmitted` says by how
 * much; in other answers large fields are left out, and `omitted` names them.
 */
function fitting(answer: Record<string, unknown>): Record<string, unknown> {
  if (jsonBytes(answer) <= MAX_ANSWER_BYTES) return answer;
  const { keys, ...rest } = answer;
  if (Array.isArray(keys)) {
    const shown = firstItemsWithin(keys, MAX_ANSWER_BYTES);
    return { ...rest, keys: shown, keysOmitted: keys.length - shown.length };
  }
  const { fields, omitted } = fieldsWithin(answer, MAX_FIELD_BYTES);
  return { ...fields, omitted };
}
