import type { BuildWarning } from './build.ts';

/** What each warning means, without a word of the script. */
export const WARNING_TEXTS: Record<BuildWarning['code'], string> = {
  LINE_SWALLOWED: 'Docs ignores what follows a builder. call on its line.',
  CALL_UNSEEN: 'Docs does not see a builder. call, or cannot read it.',
  CALL_INCOMPLETE: 'A builder. call lacks arguments: Docs takes them from an earlier call.',
  BLOCK_CUT: 'A builder. line is in a block or a comment: Docs carries it out once all the same.',
  LINE_DROPPED: 'Docs drops a line that begins with #.',
  PIECE_SKIPPED: 'Docs does not run code of fewer than seven characters between two calls.',
  DOCUMENT_NOT_OPEN: 'A file is saved while no document is open.',
  DOCUMENT_NOT_CLOSED: 'A document is opened while another one is open.',
  FORMAT_UNKNOWN: 'Docs cannot create or save a document in this format.',
  FILE_OVERWRITTEN: 'Two files are saved under one name; the last one is kept.',
  FILE_RENAMED: 'A file has another name than the script says, or was not saved.',
  FILE_NAME_INVALID: 'Docs cannot give back a file of this name.',
  NOTHING_SAVED: 'The script saves no file.',
  INPUT_UNREAD: 'A file that the script names was not read.',
  METHOD_UNKNOWN: 'No object of this kind of document has the method.',
  NAME_UNKNOWN: 'A name is not defined.',
  NAME_TAKEN: 'The name is taken by Docs or by an earlier part of the script.',
  NUMBER_ROUNDED: 'A number has more digits than JavaScript keeps.',
  LOOP_ENDLESS: 'A loop cannot end.',
  CHECK_SKIPPED: 'The script was not checked.',
  ARGUMENT_EMPTY: 'Docs passes the argument to the script as {}.',
};

/** Warnings for a caller that may not see the script: those that have a line do not quote it. */
export function withoutQuotes(warnings: readonly BuildWarning[]): BuildWarning[] {
  return warnings.map((warning) =>
    warning.line === null ? warning : { ...warning, detail: WARNING_TEXTS[warning.code] },
  );
}
