import type { Call } from '../call.ts';
import { isTaken } from '../check/engine.ts';
import { documentWithoutJavaScript, kindFinder } from '../later-documents.ts';
import { type DocumentKind, kindOpenedBy, opens, remember } from '../opening.ts';
import { type Part, type Piece, readParts } from '../read-parts.ts';
import { addedPiece, lastPiece, originsOf, textOf } from './blocks.ts';
import { creatingCall, savingStatement } from './calls.ts';
import { FRESH, isSeen, openingOf } from './opened-files.ts';
import { runtimeLine } from './runtime.ts';
import { begin, type InstrumentOptions, mark, type PlaceTable, push, type State } from './state.ts';
import { writePiece } from './write-piece.ts';
import { add } from './writer.ts';

export type Instrumented = {
  script: string;
  table: PlaceTable;
  /** Whether a run of it can end without a report because a file cannot be opened. */
  opensUnseen: boolean;
  /** Whether loops or callbacks in it end after some time. */
  hasTicks: boolean;
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
    for (const call of plain) addPlainCall(state, call);
    index += plain.length;
    const part = parts[index];
    if (part?.part === 'piece') addPiece(state, part, kindAhead(index, state.remembered));
    else if (part && !addCall(state, part)) break;
    index++;
  }
  addEnd(state);
  const { blocks, marks, problems, opensUnseen } = state;
  const text = textOf(blocks, state.names);
  return {
    script: text,
    opensUnseen,
    hasTicks: text.includes(`${state.names.runtime}.k(`),
    table: { pieces: originsOf(blocks), marks, problems },
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

/** A document that needs no JavaScript is saved in another way once its calls contain some. */
function addPlainCall(state: State, call: Call): void {
  state.remembered = remember(state.remembered, call);
  if (call.name === 'OpenFile') state.opensUnseen = true;
  push(state, { call: call.text });
  if (call.name === 'CloseFile' && !state.waits) state.closedAt = state.blocks.length;
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
  const isBuilderUsed = (name: string) => piece.lines.some(({ text }) => text.includes(name));
  state.isFresh = isBuilderUsed('builderJS');
  state.opensUnseen ||= state.isFresh && isBuilderUsed('OpenFile');
}

/** The runtime is a piece of its own, so that it waits for a document together with the other pieces. */
function addRuntime(state: State): void {
  if (!state.isFresh) return;
  push(state, addedPiece(runtimeLine(state.names, state.options)));
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
  push(state, { call: openingCall(state, call) ?? call.text });
  // A document that is opened while another one is open has the JavaScript of the other.
  if (!state.isOpen) state.kind = kindOpenedBy({ ...call, arguments: state.remembered });
  state.isOpen = true;
  state.waits = false;
  state.isFresh = true;
}

/** The call so that it opens no file of the author once the script has failed. */
function openingCall(state: State, call: Call): string | undefined {
  const { names, remembered, blocks, isOpen, waits, closedAt } = state;
  if (call.name === 'CreateFile')
    return blocks.length === 0 ? undefined : creatingCall(call, names);
  const { emptyDocument } = state.options;
  if (!isSeen(remembered)) state.opensUnseen = true;
  if (emptyDocument === undefined || isOpen) return undefined;
  const options = { waits, emptyDocument, mark: mark(state, call) };
  const opening = openingOf(call, remembered, names, options);
  if (!opening) state.opensUnseen = true;
  // What waits for the document would run twice if the look followed it.
  if (opening) blocks.splice(closedAt, 0, { call: opening.look }, { call: 'builder.CloseFile();' });
  return opening?.open;
}

/** Writes the state before the document is closed. */
function addClose(state: State, call: Call): void {
  const { names, isOpen } = state;
  if (isOpen)
    push(state, addedPiece(`typeof ${names.runtime}!="undefined"&&${names.runtime}.q();`));
  else if (call.text.startsWith('builderJS')) addStateToLast(state);
  push(state, { call: call.text });
  state.isOpen = false;
  state.closedAt = state.blocks.length;
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
  // Without any JavaScript, no runtime has written a state.
  const fresh = state.pieces === 0 ? `||${FRESH}` : '';
  const value = `jsValue((GlobalVariable||0).${runtime}${fresh})`;
  push(state, { call: `builder.WriteData("${file}", "${value}", "false");` });
}
