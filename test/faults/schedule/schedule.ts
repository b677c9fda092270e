import type { Priority } from '../../../shared/build/build.ts';
import type { FaultName } from './fault-kinds.ts';

/** What a request comes through. */
export type Door = 'http' | 'sqs' | 's3' | 'event';

/** The three tenants of a schedule, by number. */
export type TenantNumber = 0 | 1 | 2;

type Timed = {
  /** Unique in the schedule, for example `b7`. */
  name: string;
  /** Milliseconds from the start of the schedule. */
  atMs: number;
};

/**
 * What the script of a build does: saves one or two files, writes a text file, writes a file that needs
 * several parts of an upload, saves under a key that other builds of the tenant use too, waits for an image,
 * throws at once or after a second, does not parse, saves nothing, breaks a rule, or comes from a URL that
 * works or does not.
 */
export type Work =
  | 'one-file'
  | 'two-files'
  | 'note'
  | 'large-file'
  | 'mapped-file'
  | 'held'
  | 'throws'
  | 'throws-slowly'
  | 'does-not-parse'
  | 'saves-nothing'
  | 'breaks-a-rule'
  | 'from-url'
  | 'from-dead-url';

/** The line at which a script of a kind fails in Docs, counted from 1. */
export const FAILING_LINES: Partial<Record<Work, number>> = {
  throws: 4,
  'throws-slowly': 5,
  'does-not-parse': 4,
};

export type BuildAction = Timed & {
  kind: 'build';
  tenant: TenantNumber;
  door: Door;
  work: Work;
  priority: Priority;
  /** How often the request is sent: with the same key, id or object version. */
  copies: number;
  /** The seconds of `Prefer: wait`; 0 for none. */
  waitSeconds: number;
  /** What the caller does afterwards, `afterMs` after the request or, to erase, after the end. */
  followUp: 'nothing' | 'cancel' | 'erase' | 'cancel-and-erase';
  afterMs: number;
};

export type CommandAction = Timed & {
  kind: 'command';
  tenant: TenantNumber;
  door: 'http' | 'sqs' | 'event';
  command: 'version' | 'info' | 'license' | 'getForgottenList' | 'drop-without-users';
  copies: number;
};

/** A callback that the harness signs, as a Docs whose clock is `skewSeconds` off. */
export type CallbackAction = Timed & {
  kind: 'callback';
  tenant: TenantNumber;
  skewSeconds: number;
  isForged: boolean;
  copies: number;
};

/** An editing session in the embedded Docs: edits and forced saves, then the final save. */
export type SessionAction = Timed & {
  kind: 'session';
  tenant: TenantNumber;
  forcedSaves: number;
};

export type FaultAction = Timed & {
  kind: 'fault';
  fault: FaultName;
  /** How long it lasts; 0 for a fault that happens at one moment. */
  forMs: number;
  /** The AWS service, or the kind of request to Docs, that it applies to. */
  on?: string;
  /** Milliseconds, bytes, a status or an error number: see the kinds of faults. */
  value?: number;
  /** A `Retry-After`. */
  text?: string;
};

export type JobAction = BuildAction | CommandAction | CallbackAction | SessionAction;
export type Action = JobAction | FaultAction;

/** Everything that happens in one run, in the order of time. */
export type Schedule = { seed: number; actions: Action[] };

export const isFault = (action: Action): action is FaultAction => action.kind === 'fault';
export const isJob = (action: Action): action is JobAction => action.kind !== 'fault';

/** One line about an action, for a person who reads a failing schedule. */
export function describeAction(action: Action): string {
  const { kind, name, atMs, ...details } = action;
  const words = Object.entries(details).map(([key, value]) => `${key}=${value}`);
  return `${`${(atMs / 1000).toFixed(1)} s`.padStart(7)}  ${name.padEnd(4)} ${kind.padEnd(8)} ${words.join(' ')}`;
}
