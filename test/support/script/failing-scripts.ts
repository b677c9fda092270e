import { IN_DOCUMENTS } from './failing/documents.ts';
import { WRITTEN_DIFFERENTLY } from './failing/rarely-written.ts';
import { THROWN } from './failing/thrown.ts';

/** A script that fails in Docs, and the line that is to blame: the one with `«`, which is a comment. */
export type FailingScript = {
  what: string;
  script: string;
  line: number;
  /** What its message begins with. */
  message: string;
};

const MARK = '/*«*/';

/** Scripts that fail, of every kind that an author of scripts meets. */
export const FAILING_SCRIPTS: FailingScript[] = [
  ...THROWN,
  ...IN_DOCUMENTS,
  ...WRITTEN_DIFFERENTLY,
].map(([what, message, script]) => ({
  what,
  message,
  script,
  line: script.slice(0, script.indexOf(MARK)).split(/\r\n|\r|\n/).length,
}));
