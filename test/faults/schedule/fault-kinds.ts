import type { BuildErrorCode } from '../model/world.ts';
import type { FaultKind } from './fault-kind.ts';

const SERVICES = ['dynamodb', 's3', 'sqs', 'events', 'states', 'secretsmanager'] as const;
const REQUESTS = ['builder', 'command', 'results'] as const;
/** A moment. */
const ONCE = [0, 0] as const;
const SECONDS = [500, 6_000] as const;

/** A step that AWS refuses until its retries are used up. */
const REFUSED_STEP: BuildErrorCode[] = ['STORAGE_FAILED', 'INTERNAL', 'UNKNOWN_OUTCOME'];
/** Docs may have forgotten the build, or its files, when it is asked again. */
const FORGOTTEN: BuildErrorCode[] = ['RESULT_EXPIRED', 'SCRIPT_FAILED', 'BUILD_EMPTY'];

/**
 * Every fault. The first eight are toxics, by the names and with the attributes of toxiproxy. `value` is in
 * milliseconds for `latency`, `slow_close`, `timeout` and `reset_peer`; in KB a second for `bandwidth`; in
 * bytes for `slicer`, `limit_data` and `cut-result`; an HTTP status for `status`; Docs' error number for
 * `docs-error`.
 */
export const FAULTS = {
  latency: {
    group: 'connection to Docs',
    forMs: SECONDS,
    values: [100, 700, 3_000],
    weight: 2,
    explains: [],
  },
  bandwidth: {
    group: 'connection to Docs',
    forMs: SECONDS,
    values: [5, 50],
    weight: 1,
    explains: [],
  },
  slow_close: {
    group: 'connection to Docs',
    forMs: SECONDS,
    values: [500, 4_000],
    weight: 1,
    explains: [],
  },
  timeout: {
    group: 'connection to Docs',
    forMs: SECONDS,
    values: [300, 4_000],
    weight: 2,
    explains: [],
  },
  reset_peer: {
    group: 'connection to Docs',
    forMs: SECONDS,
    values: [0, 200],
    weight: 2,
    explains: [],
  },
  slicer: {
    group: 'connection to Docs',
    forMs: SECONDS,
    values: [1, 100],
    weight: 1,
    explains: [],
  },
  limit_data: {
    group: 'connection to Docs',
    forMs: SECONDS,
    values: [0, 100, 2_000],
    weight: 2,
    explains: [],
  },
  down: { group: 'connection to Docs', forMs: [500, 8_000], weight: 2, explains: [] },
  page: {
    group: 'answers of Docs',
    forMs: [200, 1_500],
    on: REQUESTS,
    weight: 1,
    explains: ['DOCS_PROTOCOL'],
  },
  status: {
    group: 'answers of Docs',
    forMs: SECONDS,
    on: REQUESTS,
    values: [502, 503, 504],
    weight: 2,
    explains: [],
  },
  'too-many-requests': {
    group: 'answers of Docs',
    forMs: [500, 3_000],
    on: REQUESTS,
    values: [1, 3],
    weight: 1,
    explains: [],
  },
  'half-answer': {
    group: 'answers of Docs',
    forMs: [200, 1_500],
    on: ['builder', 'command'],
    weight: 1,
    explains: ['DOCS_PROTOCOL'],
  },
  'docs-error': {
    group: 'answers of Docs',
    forMs: ONCE,
    values: [-1, -2, -3, -4, -8, -99],
    weight: 1,
    explains: [
      'DOCS_INTERNAL',
      'BUILD_TIMEOUT',
      'SCRIPT_FAILED',
      'SOURCE_DOWNLOAD',
      'DOCS_AUTH',
      'DOCS_PROTOCOL',
    ],
  },
  'expired-link': { group: 'answers of Docs', forMs: ONCE, weight: 1, explains: [] },
  'no-length': { group: 'answers of Docs', forMs: SECONDS, weight: 1, explains: [] },
  'cut-result': {
    group: 'answers of Docs',
    forMs: ONCE,
    values: [0, 1_000],
    weight: 1,
    explains: [],
  },
  throttle: { group: 'AWS', forMs: SECONDS, on: SERVICES, weight: 3, explains: REFUSED_STEP },
  'server-error': { group: 'AWS', forMs: SECONDS, on: SERVICES, weight: 3, explains: REFUSED_STEP },
  'aws-reset': { group: 'AWS', forMs: SECONDS, on: SERVICES, weight: 2, explains: REFUSED_STEP },
  'lost-answer': { group: 'AWS', forMs: SECONDS, on: SERVICES, weight: 2, explains: REFUSED_STEP },
  'slow-aws': {
    group: 'AWS',
    forMs: SECONDS,
    on: SERVICES,
    values: [300, 2_000],
    weight: 1,
    explains: [],
  },
  denied: {
    group: 'AWS',
    forMs: [500, 4_000],
    on: SERVICES,
    weight: 1,
    explains: [...REFUSED_STEP, 'DOCS_AUTH'],
  },
  'refused-entry': { group: 'AWS', forMs: SECONDS, on: ['events'], weight: 1, explains: [] },
  'kill-workers': {
    group: 'processes',
    forMs: ONCE,
    values: [1, 3, 99],
    weight: 4,
    explains: ['INTERNAL'],
  },
  'kill-docs': { group: 'processes', forMs: [200, 4_000], weight: 2, explains: FORGOTTEN },
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
  'asked-long-ago': {
    group: 'clocks',
    forMs: ONCE,
    weight: 1,
    explains: ['DOCS_OVERLOADED', 'BUILD_TIMEOUT'],
  },
  'name-not-found': { group: 'names', forMs: SECONDS, weight: 2, explains: [] },
  'stop-execution': { group: 'executions', forMs: ONCE, weight: 2, explains: ['UNKNOWN_OUTCOME'] },
  'rotate-secret': { group: 'secrets', forMs: [200, 2_000], weight: 1, explains: ['DOCS_AUTH'] },
} as const satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

export const kindOf = (name: FaultName): FaultKind => FAULTS[name];
