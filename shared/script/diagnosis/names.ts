/** The names that an instrumented script adds. Random, so that no script reads or writes them by chance. */
export type Names = {
  /** Letters and digits, the first a letter. Names the engine's scripts. */
  token: string;
  /** The runtime, a global variable; also the report's member of `GlobalVariable`. */
  runtime: string;
  /** The name of the file that contains the report. */
  file: string;
  /** The name of the document that is opened once the script has failed. */
  emptyDocument: string;
};

/** The content of that document. */
export const EMPTY_DOCUMENT = '{\\rtf1 }';

export function namesFrom(token: string): Names {
  return { token, runtime: `$${token}`, file: `${token}.json`, emptyDocument: `${token}.rtf` };
}
