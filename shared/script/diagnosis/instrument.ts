import type { Call, CallArgument } from '../call.ts';
import { isTaken } from '../check/engine.ts';
import { documentWithoutJavaScript, kindFinder } from '../later-documents.ts';
import { type DocumentKind, kindOpenedBy, opens, remember } from '../opening.ts';
import type { Place } from '../place.ts';
import { type Part, type Piece, readParts } from '../read-parts.ts';
import { addedPiece, type Block, lastPiece, originsOf, textOf } from './blocks.ts';
import { creatingCall, savingStatement } from './calls.ts';
import type { Declared } from './declared-names.ts';
import { type Names, namesFrom, runtimeLine } from './runtime.ts';
import { writePiece } from './write-piece.ts';
import { add } from './writer.ts';

export type InstrumentOptions = {
  /** Unguessable: letters and digits, the first a letter. */
  token: string;
  /** Ends each loop after this time, to name one that does not end. */
  loopsEndAfterMs?: number;
  /** Leaves documents without JavaScript to Docs alone, so that every file is the same as without this. */
  keepsFiles?: boolean;
};

/** Maps what an instrumented script reports to places in the author's script. */
export type PlaceTable = {
  /** For each piece, where each of its lines begins in the script; null for a line that was added. */
  pieces: (Place | null)[][];
  marks: Place[];
  /** What was found while the script was instrumented, by the number of its mark. */
  problems: Record<number, string>;
};

export type Instrumented = { script: string; table: PlaceTable };

type State = {
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
  /** Of the open document. */
  kind: DocumentKind;
  /** Whether JavaScript waits for a document that needs some. */
  waits: boolean;
  /** Whether the next piece may run where the runtime is not defined yet. */
  isFresh: boolean;
};

/**
 * Makes a script that does the same and reports, in one more file, what the author's script threw and where.
 *
 * @throws {RangeError} the script is nested too deeply
 */
export function instrument(script: string, options: InstrumentOptions): Instrumented {
  const state = begin(options);
  const parts = readParts(script).parts.filter((part) => part.part === 'call' || part.isRun);
  const kindAhead = kindFinder(parts);
  for (let index = 0; index < parts.length; ) {
    const plain = callsWithoutJavaScript(state, parts, index);
    for (const call of plain) push(state, { call: call.text });
    index += plain.length;
    const part = parts[index];
    if (part?.part === 'piece') addPiece(state, part, kindAhead(index, state.remembered));
    else if (part && !addCall(state, part)) break;
    index++;
  }
  addEnd(state);
  const { blocks, marks, problems } = state;
  return {
    script: textOf(blocks, state.names),
    table: { pieces: originsOf(blocks), marks, problems },
  };
}

function begin(options: InstrumentOptions): State {
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
    kind: null,
    waits: false,
    isFresh: true,
  };
}

/**
 * The calls of a document that needs no JavaScript. Where such a document must stay as it is, or where earlier
 * JavaScript waits for the next document that needs some, its calls are left to Docs.
 */
function callsWithoutJavaScript(state: State, parts: Part[], from: number): Call[] {
  if (state.isOpen || !(state.waits || state.options.keepsFiles)) return [];
  return documentWithoutJavaScript(parts, from, state.remembered);
}

/** @param ahead the kind of the next document, in which the piece runs if none is open */
function addPiece(state: State, piece: Piece, ahead: DocumentKind = null): void {
  addRuntime(state);
  const { names, options, declared } = state;
  const kind = state.isOpen ? state.kind : ahead;
  const written = writePiece(piece, {
    runtime: names.runtime,
    number: state.pieces,
    hasTicks: options.loopsEndAfterMs !== undefined,
    mark: (place, problem) => mark(state, place, problem),
    declared,
    isTaken: (name) => isTaken(name, kind),
  });
  push(state, { written });
  state.waits = !state.isOpen;
  state.isFresh = piece.lines.some(({ text }) => text.includes('builderJS'));
}

/** The runtime is a piece of its own, so that it waits for a document together with the other pieces. */
function addRuntime(state: State): void {
  if (!state.isFresh) return;
  push(state, addedPiece(runtimeLine(state.names, state.options.loopsEndAfterMs ?? 0)));
  state.isFresh = false;
}

/** @returns false if Docs carries out nothing after this call */
function addCall(state: State, call: Call): boolean {
  state.remembered = remember(state.remembered, call);
  if (call.name === 'SaveFile') return addSave(state, call);
  if (call.name === 'CloseFile') addClose(state, call);
  else if (opens(call, state.remembered)) addOpening(state, call);
  else push(state, { call: call.text });
  return true;
}

function addSave(state: State, call: Call): boolean {
  const { names, remembered, isOpen } = state;
  const number = mark(state, call);
  const statement = isOpen
    ? savingStatement(call, remembered, names, number)
    : `${names.runtime}.x(${number},1);`;
  if (statement) {
    addRuntime(state);
    push(state, addedPiece(statement));
  } else push(state, { call: call.text });
  return isOpen;
}

function addOpening(state: State, call: Call): void {
  const isFirst = state.blocks.length === 0;
  const created =
    isFirst || call.name !== 'CreateFile' ? undefined : creatingCall(call, state.names);
  push(state, { call: created ?? call.text });
  // A document that is opened while another one is open has the JavaScript of the other.
  if (!state.isOpen) state.kind = kindOpenedBy({ ...call, arguments: state.remembered });
  state.isOpen = true;
  state.waits = false;
  state.isFresh = true;
}

/** Writes the state before the document is closed. */
function addClose(state: State, call: Call): void {
  const { names, isOpen } = state;
  if (isOpen)
    push(state, addedPiece(`typeof ${names.runtime}!="undefined"&&${names.runtime}.q();`));
  else if (call.text.startsWith('builderJS')) addStateToLast(state);
  push(state, { call: call.text });
  state.isOpen = false;
  state.isFresh = true;
  state.declared = { lexical: new Set(), variables: new Set() };
}

/** Without a document, Docs runs only the piece right before `builderJS.CloseFile()` at once. */
function addStateToLast({ blocks, names }: State): void {
  const last = lastPiece(blocks);
  if (last) add(last, `${names.runtime}.q();`);
}

function addEnd(state: State): void {
  const close = 'builderJS.CloseFile()';
  addClose(state, { text: close } as Call);
  const { runtime, file } = state.names;
  const value = `jsValue(GlobalVariable.${runtime})`;
  push(state, { call: `builder.WriteData("${file}", "${value}", "false");` });
}

function push(state: State, block: Block): void {
  state.blocks.push(block);
  if ('written' in block) state.pieces++;
}

function mark(state: State, { line, column }: Place, problem?: string): number {
  const number = state.marks.push({ line, column }) - 1;
  if (problem !== undefined) state.problems[number] = problem;
  return number;
}
