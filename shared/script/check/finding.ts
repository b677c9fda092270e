import type { Place } from '../place.ts';

/** What can be read off a script before Docs sees it. A new code needs a row in docs/builds.md. */
export const SCRIPT_WARNINGS = [
  'LINE_SWALLOWED',
  'CALL_UNSEEN',
  'CALL_INCOMPLETE',
  'BLOCK_CUT',
  'LINE_DROPPED',
  'PIECE_SKIPPED',
  'DOCUMENT_NOT_OPEN',
  'DOCUMENT_NOT_CLOSED',
  'FORMAT_UNKNOWN',
  'FILE_OVERWRITTEN',
  'FILE_RENAMED',
  'FILE_NAME_INVALID',
  'NOTHING_SAVED',
  'INPUT_UNREAD',
  'METHOD_UNKNOWN',
  'NAME_UNKNOWN',
  'NAME_TAKEN',
  'NUMBER_ROUNDED',
  'LOOP_ENDLESS',
  'CHECK_SKIPPED',
] as const;

export type ScriptWarning = (typeof SCRIPT_WARNINGS)[number];

/** One sentence or two about a place of a script: what Docs does there, and what to write instead. */
export type Finding = Partial<Place> & {
  code: ScriptWarning;
  detail: string;
  /** Whether the script cannot succeed, whatever its argument is. */
  isFatal?: boolean;
};

const MAX_SHOWN = 60;

/** A text of the script as a detail shows it: short, and in quotes. */
export function quoted(text: string): string {
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return `“${shown.toWellFormed()}”`;
}

/** The place of a finding, without the other fields of what has it. */
export function placeOf({ line, column }: Place): Place {
  return { line, column };
}
