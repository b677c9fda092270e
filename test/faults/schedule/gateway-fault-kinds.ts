import type { BuildErrorCode } from '../model/world.ts';
import { type FaultChoice, type FaultKind, ONCE, SECONDS } from './fault-kind.ts';

const SERVICES = ['dynamodb', 's3', 'sqs', 'events', 'states', 'secretsmanager'] as const;

/** The codes of a build whose step a service fails until its retries are used up. */
const FAILED_STEP: Record<string, BuildErrorCode[]> = {
  // A failure that cannot be recorded stops the execution.
  dynamodb: ['STORAGE_FAILED', 'INTERNAL', 'UNKNOWN_OUTCOME'],
  s3: ['STORAGE_FAILED', 'INTERNAL'],
};

const ofService = ({ on = '' }: FaultChoice) => FAILED_STEP[on] ?? [];
/** Without the right to read the secret, a function that has not read it ends the build at once. */
const ofDenied = (choice: FaultChoice) =>
  choice.on === 'secretsmanager' ? (['INTERNAL'] as const) : ofService(choice);

const refusal = (weight: number) =>
  ({ group: 'AWS', forMs: SECONDS, on: SERVICES, weight, explains: ofService }) as const;

/**
 * The faults of AWS, and of the processes and the configuration of the gateway. `value` is in milliseconds
 * for `slow-aws`, a number of processes for `kill-workers`, and 0 for a secret that is blank or 1 for one that
 * is deleted for `secret-gone`.
 */
export const GATEWAY_FAULTS = {
  throttle: refusal(3),
  'server-error': refusal(3),
  'aws-reset': refusal(2),
  'lost-answer': refusal(2),
  'slow-aws': {
    group: 'AWS',
    forMs: SECONDS,
    on: SERVICES,
    values: [300, 2_000],
    weight: 1,
    explains: [],
  },
  denied: { group: 'AWS', forMs: [500, 4_000], on: SERVICES, weight: 1, explains: ofDenied },
  'refused-part': { group: 'AWS', forMs: ONCE, weight: 2, isArmed: true, explains: [] },
  'refused-entry': { group: 'AWS', forMs: SECONDS, on: ['events'], weight: 1, explains: [] },
  'kill-workers': {
    group: 'processes',
    forMs: ONCE,
    values: [1, 3, 99],
    weight: 4,
    explains: ['INTERNAL'],
  },
  'freeze-workers': { group: 'processes', forMs: [500, 4_000], weight: 1, explains: [] },
  'kill-docs': {
    group: 'processes',
    forMs: [200, 4_000],
    weight: 2,
    // Docs has forgotten the build, or its files, when it is asked again.
    explains: ['RESULT_EXPIRED', 'SCRIPT_FAILED', 'BUILD_EMPTY'],
  },
  'kill-converter': {
    group: 'processes',
    forMs: ONCE,
    weight: 2,
    explains: ['SCRIPT_FAILED', 'BUILD_EMPTY'],
  },
  'slots-aged': { group: 'clocks', forMs: ONCE, weight: 2, explains: [] },
  'deadline-passed': {
    group: 'clocks',
    forMs: ONCE,
    weight: 1,
    explains: ['BUILD_TIMEOUT', 'DOCS_UNAVAILABLE', 'DOCS_OVERLOADED', 'STORAGE_FAILED'],
  },
  'asked-long-ago': { group: 'clocks', forMs: ONCE, weight: 1, explains: ['DOCS_OVERLOADED'] },
  'name-not-found': { group: 'names', forMs: SECONDS, weight: 2, explains: [] },
  'stop-execution': { group: 'executions', forMs: ONCE, weight: 2, explains: ['UNKNOWN_OUTCOME'] },
  redrive: { group: 'queues', forMs: [1_000, 5_000], weight: 1, explains: [] },
  'interrupted-move': { group: 'sweeps', forMs: ONCE, weight: 1, explains: ['INTERNAL'] },
  'rotate-secret': { group: 'secrets', forMs: [200, 2_000], weight: 1, explains: ['DOCS_AUTH'] },
  'secret-gone': {
    group: 'secrets',
    forMs: [500, 4_000],
    values: [0, 1],
    weight: 1,
    explains: ['DOCS_AUTH', 'INTERNAL'],
  },
} as const satisfies Record<string, FaultKind>;
