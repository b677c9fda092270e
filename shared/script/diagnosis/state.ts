import type { CallArgument } from '../call.ts';
import type { DocumentKind } from '../opening.ts';
import type { Place } from '../place.ts';
import type { Block } from './blocks.ts';
import type { Declared } from './declared-names.ts';
import { type Names, namesFrom } from './names.ts';

export type InstrumentOptions = {
  /** Unguessable: letters and digits, the first a letter. */
  token: string;
  /** Ends the script in the loop that it is in after this time, to name a loop that does not end. */
  loopsEndAfterMs?: number;
  /** Whether the loop is looked for because Docs crashed, not because the script ran too long. */
  hasCrashed?: boolean;
  /** Leaves documents without JavaScript to Docs alone, so that every file is the same as without this. */
  keepsFiles?: boolean;
  /** The address of a document that Docs can open, to find which call of `OpenFile` fails. */
  emptyDocument?: string;
};

/** Maps what an instrumented script reports to places in the author's script. */
export type PlaceTable = {
  /** For each piece, where each of its lines begins in the script; null for a line that was added. */
  pieces: (Place | null)[][];
  marks: Place[];
  /** What was found while the script was instrumented, by the number of its mark. */
  problems: Record<number, string>;
};

/** What is known of a script while it is instrumented. */
export type State = {
  names: Names;
  options: InstrumentOptions;
  blocks: Block[];
  /** How many of the blocks are pieces. */
  pieces: number;
  marks: Place[];
  problems: Record<number, string>;
  declared: Declared;
  remembered: CallArgument[];
  isOpen: boolean;
  /** How many blocks precede what waits for the next document. */
  closedAt: number;
  /** Of the open document. */
  kind: DocumentKind;
  /** Whether JavaScript waits for a document that needs some. */
  waits: boolean;
  /** Whether a call may end the run without a report, because it opens a file that cannot be looked at before. */
  opensUnseen: boolean;
  /** Whether the next piece may run where the runtime is not defined yet. */
  isFresh: boolean;
};

export function begin(options: InstrumentOptions): State {
  return {
    names: namesFrom(options.token),
    options,
    blocks: [],
    pieces: 0,
    marks: [],
    problems: {},
    declared: { lexical: new Set(), variables: new Set() },
    remembered: [],
    isOpen: false,
    closedAt: 0,
    kind: null,
    waits: false,
    opensUnseen: false,
    isFresh: true,
  };
}

export function push(state: State, block: Block): void {
  state.blocks.push(block);
  if ('written' in block) state.pieces++;
}

export function mark(state: State, { line, column }: Place, problem?: string): number {
  const number = state.marks.push({ line, column }) - 1;
  if (problem !== undefined) state.problems[number] = problem;
  return number;
}
