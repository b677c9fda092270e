import { type Call, isCall, readCall } from './call.ts';
import type { KeptLine } from './place.ts';

/** Docs does not run a piece with fewer characters; the `\n` at its end counts. */
const SHORTEST_PIECE = 7;

/**
 * What stands between two calls: one JavaScript program in the global scope. Without an open document Docs
 * keeps it, and runs it before the code of the next document.
 */
export type Piece = {
  part: 'piece';
  /** Never empty. */
  lines: KeptLine[];
  /** False for a piece that is too short for Docs to run. */
  isRun: boolean;
};

export type Part = Piece | Call;

/** A line that begins with `#`. Docs drops it everywhere, also within a template literal or a class. */
export type DroppedLine = { line: number; text: string };

export type ScriptParts = { parts: Part[]; dropped: DroppedLine[] };

/**
 * Reads a script exactly as Docs does: line by line, before anything is parsed as JavaScript. Lines end at CR
 * or LF. Their indentation (blanks and tabs), empty lines and lines that begin with `#` are dropped; a line
 * that then begins with `builder.`, or with `builderJS.CloseFile()`, is a call, also within a block or a
 * comment. The script ends at the first NUL. Needs memory of several times the script's size.
 */
export function readParts(script: string): ScriptParts {
  const parts: Part[] = [];
  const dropped: DroppedLine[] = [];
  let lines: KeptLine[] = [];
  const endPiece = () => {
    if (lines.length > 0) parts.push({ part: 'piece', lines, isRun: isLongEnough(lines) });
    lines = [];
  };
  for (const line of keptLines(script)) {
    if (line.text.startsWith('#')) dropped.push({ line: line.line, text: line.text });
    else if (!isCall(line)) lines.push(line);
    else {
      endPiece();
      parts.push(readCall(line));
    }
  }
  endPiece();
  return { parts, dropped };
}

/** The JavaScript of a piece, as Docs runs it. */
export function textOf({ lines }: Piece): string {
  return `${lines.map(({ text }) => text).join('\n')}\n`;
}

/** All lines that are not empty, without their indentation. CR LF ends one line. */
function* keptLines(script: string): Generator<KeptLine> {
  const length = endOfScript(script);
  let line = 1;
  let start = script.startsWith('\uFEFF') ? 1 : 0;
  let feed = -1;
  let carriageReturn = -1;
  while (start <= length) {
    if (feed < start) feed = indexIn(script, '\n', start, length);
    if (carriageReturn < start) carriageReturn = indexIn(script, '\r', start, length);
    const end = Math.min(feed, carriageReturn);
    let textStart = start;
    while (textStart < end && isBlank(script.charCodeAt(textStart))) textStart++;
    if (textStart < end)
      yield { line, column: textStart - start + 1, text: script.slice(textStart, end) };
    start = (end < length && end === carriageReturn && end + 1 === feed ? feed : end) + 1;
    line++;
  }
}

/** Where a character is next; `length` if it does not come again. */
function indexIn(script: string, character: string, from: number, length: number): number {
  const index = script.indexOf(character, from);
  return index === -1 || index > length ? length : index;
}

/** A blank or a tab. */
function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function endOfScript(script: string): number {
  const end = script.indexOf('\0');
  return end === -1 ? script.length : end;
}

/** Docs counts characters, not UTF-16 units. */
function isLongEnough(lines: KeptLine[]): boolean {
  let count = 0;
  for (const { text } of lines) {
    count += 1 + (text.length < 2 * SHORTEST_PIECE ? [...text].length : text.length);
    if (count >= SHORTEST_PIECE) return true;
  }
  return false;
}
