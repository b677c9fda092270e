import type { Priority } from '../../../shared/build/build.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type {
  Action,
  BuildAction,
  CommandAction,
  FaultAction,
  Schedule,
} from '../schedule/schedule.ts';

/** The code of a build's error. */
export type BuildErrorCode = ErrorCode;

/** What the caller of a build request was told. All ids are those of builds. */
export type RequestRecord = {
  action: BuildAction;
  tenant: string;
  correlationId: string;
  /** The ids that answers named; also the id that the request itself gave. */
  ids: string[];
  /** The codes of answers that refused the request. */
  refusals: string[];
  /** Whether no answer came, so that the request may or may not have been accepted. */
  isUnanswered: boolean;
  /** The end that a caller read, after which nothing may change. */
  end?: { id: string; status: string; endedAt: string };
  /** The build that a caller cancelled, if the answer said so. */
  cancelled?: string;
  /** The build that a caller erased, if the answer said so. */
  erased?: string;
};

export type CommandRecord = {
  action: CommandAction;
  tenant: string;
  /** The id of the message or event; empty for HTTP. */
  correlationId: string;
  /** Over HTTP: the status of the answer, or 0 if none came. */
  status?: number;
};

/**
 * Saves of one document that Docs reported with the same status and `lastsave`, of which the gateway acknowledged at
 * least one. Docs' times are whole seconds, so there may be several, each with a file of its own.
 */
export type SaveRecord = {
  action: Action;
  tenant: string;
  key: string;
  status: 2 | 6;
  lastsave: string;
  /** How many files Docs reported. */
  reported: number;
  /** Of how many the gateway acknowledged the callback. */
  acknowledged: number;
};

/** A forgotten file of Docs that a sweep has copied, and deletes in Docs. */
export type MovedFile = {
  action: Action;
  key: string;
  /** Whether Docs still has it. */
  isInDocs: boolean;
};

/** When a fault was in effect, and how often it did something. */
export type FaultRecord = {
  action: FaultAction;
  from: number;
  to: number;
  hits: number;
  /** The runs of the builds that it was aimed at; without it, it reaches every build that was in work. */
  runs?: string[];
};

/** A callback that the harness signed. */
export type CallbackRecord = {
  key: string;
  /** Whether the gateway must accept it: its token is good and its clock within five minutes. */
  isGood: boolean;
  /** The statuses of the answers; 0 if none came. */
  statuses: number[];
};

export type StoredFile = {
  name: string;
  key: string;
  versionId: string;
  size: number;
  sha256: string;
};

export type BuildRow = {
  tenant: string;
  id: string;
  run: string;
  /** The secret part of the links that Docs fetches. */
  capability: string;
  status: string;
  correlationId: string;
  createdAt: string;
  startedAt?: string;
  endedAt?: string;
  files?: StoredFile[];
  priority?: Priority;
  /** The slot that it took when it started. */
  slot?: number;
  /** Since when Docs was asked where its script failed. */
  diagnosis?: { since: string };
  error?: { code: BuildErrorCode; detail?: string; at?: { line: number } | null };
};

export type SeenEvent = {
  type: string;
  eventId: string;
  tenant: string;
  correlationId: string;
  data: Record<string, unknown>;
};

/** A version of an object; `sha256` is that of its bytes. */
export type ObjectVersion = {
  key: string;
  versionId: string;
  isLatest: boolean;
  size: number;
  sha256: string;
};

/** What the gateway holds for builds that have not ended. Each entry describes one of them. */
export type Held = {
  slots: string[];
  places: string[];
  copying: string[];
  fetching: string[];
};

/** All that is known at the end of a schedule. Plain data, so that a test can make it up. */
export type World = {
  schedule: Schedule;
  tenants: string[];
  requests: RequestRecord[];
  commands: CommandRecord[];
  saves: SaveRecord[];
  callbacks: CallbackRecord[];
  moved: MovedFile[];
  faults: FaultRecord[];
  rows: BuildRow[];
  /** The ids of erased builds, whose rows are empty. */
  tombstones: string[];
  events: SeenEvent[];
  /** Below `results/<tenant>/` and `documents/<tenant>/`. */
  versions: ObjectVersion[];
  /** Keys below `scripts/`. */
  staged: string[];
  /** Keys of multipart uploads that have not ended. */
  uploads: string[];
  held: Held;
  /** `slotsOfLow`: the slots from number 0 that builds of low priority may hold. */
  docs: { maxInFlightSeen: number; limit: number; slotsOfLow: number };
  stalls: Stall[];
  /** Secrets, tokens, texts of scripts and links that were shown: what, and where; and why the search for them proves nothing. */
  leaks: string[];
};

/** A time in which the machine was too busy for the emulator to answer, in milliseconds since 1970. */
export type Stall = { from: number; to: number };

/** A rule that does not hold. */
export type Violation = {
  /** The rule's short name. */
  rule: string;
  detail: string;
};
