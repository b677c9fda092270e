import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { senderFields } from '../build/sender.ts';
import { type Command, parseCommand } from '../docs/command-schema.ts';
import { type CommandDeps, runCommand } from '../documents/run-command.ts';
import { GatewayError, isGatewayError } from '../errors.ts';
import { COMMAND_REQUESTED } from '../events/request-types.ts';
import { idOfSource, sha256Hex } from '../ids.ts';
import { canonicalJson, utf8Length } from '../json.ts';
import { QUEUED_COMMAND_MS } from '../limits.ts';
import { addLogFields, logError } from '../log.ts';
import { parseWith } from '../parse.ts';
import { problemOf } from '../problem.ts';
import { isLastReceive } from '../sqs.ts';
import { viewFile } from '../storage/build-view.ts';
import { type CommandResult, findCommand, storeCommand } from '../storage/rows/command-outcomes.ts';
import { expiryIn } from '../storage/rows/table.ts';
import { readMessage, type Source } from './messages.ts';
import { type Claim, namesIn, orRefuse, type Refuser } from './refusal.ts';

export type QueuedCommandDeps = CommandDeps & { keepDays: number };

/** An event holds 256 KB: the command has up to 64 of them, and what surrounds both a few. */
const MAX_ANSWER_BYTES = 130 * 1024;
const MAX_FIELD_BYTES = 8 * 1024;

type Entry = { tenant: string; id: string; command: Command; fingerprint: string };

const senderSchema = z.object(senderFields);

/**
 * Carries out the command of a message and stores what came of it, once: the same message, or id, finds
 * the outcome and does nothing. What may pass is tried again until the queue shows the message for the
 * last time; then it is the outcome.
 */
export async function runQueuedCommand(
  deps: QueuedCommandDeps,
  refuser: Refuser,
  record: SQSRecord,
): Promise<void> {
  const { body, ...source } = readMessage(record, COMMAND_REQUESTED);
  const claim: Claim = source;
  await orRefuse(refuser, 'commands', record, claim, async () => {
    const input = body();
    Object.assign(claim, namesIn(input));
    const entry = readEntry(input, source);
    addLogFields({ tenant: entry.tenant, command: entry.command.c, commandId: entry.id });
    if (await hasOutcome(deps, entry)) return;
    const result = await resultOf(deps, entry, isLastReceive('commands', record));
    const stored = await storeCommand(deps.table, rowOf(deps, entry, source, result));
    if (!stored) await hasOutcome(deps, entry);
  });
}

function readEntry(input: unknown, source: Source): Entry {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) parseCommand(input);
  const { id, tenant, ...fields } = input as Record<string, unknown>;
  const sender = parseWith(senderSchema, { id, tenant }, 'COMMAND_INVALID');
  const command = parseCommand(fields);
  return {
    tenant: sender.tenant,
    id: sender.id ?? idOfSource(source.time, source.origin, sender.tenant, source.sourceId),
    command,
    fingerprint: sha256Hex(canonicalJson(command)),
  };
}

/** @throws {GatewayError} IDEMPOTENCY_MISMATCH when the id stands for another command */
async function hasOutcome({ table }: CommandDeps, { tenant, id, fingerprint }: Entry) {
  const earlier = await findCommand(table, tenant, id);
  if (earlier && earlier.fingerprint !== fingerprint)
    throw new GatewayError('IDEMPOTENCY_MISMATCH', `The id ${id} was used with another command.`);
  return earlier !== undefined;
}

/** @throws what may pass, while the message comes again */
async function resultOf(
  deps: CommandDeps,
  { tenant, id, command }: Entry,
  isLast: boolean,
): Promise<CommandResult> {
  try {
    const { answer, document } = await runCommand(deps, tenant, command, QUEUED_COMMAND_MS);
    return { answer: document ? { ...answer, document: viewFile(document) } : fitting(answer) };
  } catch (error) {
    const mayPass = !isGatewayError(error) || error.retryable;
    if (mayPass && !isLast) throw error;
    if (mayPass) logError(error);
    return { error: problemOf(error, id) };
  }
}

function rowOf(
  { keepDays }: QueuedCommandDeps,
  entry: Entry,
  { origin, correlationId }: Source,
  result: CommandResult,
) {
  const now = Date.now();
  return {
    ...entry,
    ...result,
    origin,
    correlationId,
    endedAt: new Date(now).toISOString(),
    expiresAt: expiryIn(keepDays, now),
  };
}

/** A long list of forgotten files is cut, and says by how much; other long fields are left out, and named. */
function fitting(answer: Record<string, unknown>): Record<string, unknown> {
  if (sizeOf(answer) <= MAX_ANSWER_BYTES) return answer;
  const { keys, ...rest } = answer;
  if (Array.isArray(keys)) {
    const kept = firstOf(keys, MAX_ANSWER_BYTES);
    return { ...rest, keys: kept, keysOmitted: keys.length - kept.length };
  }
  const isShort = ([, value]: [string, unknown]) => sizeOf(value) <= MAX_FIELD_BYTES;
  const fields = Object.entries(answer);
  const omitted = fields.filter((field) => !isShort(field)).map(([name]) => name);
  return { ...Object.fromEntries(fields.filter(isShort)), omitted };
}

function firstOf(list: unknown[], bytes: number): unknown[] {
  let room = bytes;
  const end = list.findIndex((item) => {
    room -= sizeOf(item) + 1;
    return room < 0;
  });
  return end === -1 ? list : list.slice(0, end);
}

function sizeOf(value: unknown): number {
  return utf8Length(JSON.stringify(value));
}
