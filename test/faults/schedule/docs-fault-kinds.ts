import type { BuildErrorCode } from '../model/world.ts';
import { type FaultChoice, type FaultKind, LONG, ONCE, SECONDS } from './fault-kind.ts';

const REQUESTS = ['builder', 'command', 'results'] as const;

/** What Docs' error numbers mean for a build. */
const CODES: Record<number, BuildErrorCode[]> = {
  [-1]: ['DOCS_INTERNAL'],
  // Docs says no more about a script that it stopped than about a task that it dropped from its queue.
  [-2]: ['BUILD_TIMEOUT', 'DOCS_OVERLOADED'],
  [-3]: ['SCRIPT_FAILED'],
  [-4]: ['SOURCE_DOWNLOAD'],
  [-8]: ['DOCS_AUTH'],
  [-99]: ['DOCS_PROTOCOL'],
};

const ofError = ({ value = 0 }: FaultChoice) => CODES[value] ?? [];
const ifBuilder = ({ on }: FaultChoice): BuildErrorCode[] =>
  on === 'builder' ? ['DOCS_PROTOCOL'] : [];

/** A fault of the connection between the gateway and Docs: a toxic. */
const toxic = <const Values extends readonly number[]>(values: Values, weight = 1) =>
  ({ group: 'connection to Docs', forMs: SECONDS, values, weight, explains: [] }) as const;

/**
 * The faults of Docs. The first nine are toxics, by the names and with the attributes of toxiproxy, and
 * `stall`, which sends so many bytes and then nothing. `value` is in milliseconds for `latency`,
 * `slow_close`, `timeout` and `reset_peer`; in KB a second for `bandwidth`; in bytes for `slicer`,
 * `limit_data`, `stall` and `cut-result`; an HTTP status for `status`; Docs' error number for `docs-error`.
 * The gateway waits 10 s for an answer. `text` is a `Retry-After`; `date` stands for a date in two seconds.
 */
export const DOCS_FAULTS = {
  latency: toxic([100, 700, 3_000, 11_000], 2),
  bandwidth: toxic([5, 50]),
  slow_close: { ...toxic([500, 4_000]), forMs: LONG },
  timeout: toxic([300, 4_000, 60_000], 2),
  reset_peer: toxic([0, 200], 2),
  slicer: toxic([1, 100]),
  limit_data: toxic([0, 100, 2_000], 2),
  stall: toxic([40, 300]),
  down: { group: 'connection to Docs', forMs: [500, 8_000], weight: 2, explains: [] },
  page: {
    group: 'answers of Docs',
    forMs: [200, 1_500],
    on: REQUESTS,
    weight: 1,
    explains: ifBuilder,
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
    texts: ['1', '3', 'date', '1000000000', '-5', 'soon'],
    weight: 2,
    explains: [],
  },
  'half-answer': {
    group: 'answers of Docs',
    forMs: [200, 1_500],
    on: ['builder', 'command'],
    weight: 1,
    explains: ifBuilder,
  },
  'docs-error': {
    group: 'answers of Docs',
    forMs: ONCE,
    values: [-1, -2, -3, -4, -8, -99],
    weight: 1,
    isArmed: true,
    explains: ofError,
  },
  'expired-link': { group: 'answers of Docs', forMs: ONCE, weight: 1, isArmed: true, explains: [] },
  'no-length': { group: 'answers of Docs', forMs: ONCE, weight: 1, isArmed: true, explains: [] },
  'cut-result': {
    group: 'answers of Docs',
    forMs: ONCE,
    values: [0, 1_000],
    weight: 1,
    isArmed: true,
    explains: [],
  },
} as const satisfies Record<string, FaultKind>;
