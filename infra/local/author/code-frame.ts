/** A place in a script; line and column count from 1. */
type At = { line: number; column: number };

const AROUND = 2;
const MAX_WIDTH = 160;

/** The lines around a place: two before and two after it, with a mark below its column. */
export function codeFrame(script: string, { line, column }: At): string {
  const lines = script.split(/\r\n|\r|\n/);
  const first = Math.max(1, line - AROUND);
  const last = Math.min(lines.length, line + AROUND);
  const digits = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = lines[number - 1] ?? '';
    const start = number === line ? startOf(column) : 0;
    const isHere = number === line;
    frame.push(`${isHere ? '>' : ' '} ${String(number).padStart(digits)} | ${shown(text, start)}`);
    if (isHere) frame.push(`  ${' '.repeat(digits)} | ${markBelow(text, start, column)}`);
  }
  return frame.map((text) => text.trimEnd()).join('\n');
}

/** Where a long line is shown from, so that its column is visible. */
function startOf(column: number): number {
  return column <= MAX_WIDTH - 20 ? 0 : column - 60;
}

function shown(text: string, start: number): string {
  const part = text.slice(start, start + MAX_WIDTH);
  return start > 0 ? `…${part}` : part;
}

/** Keeps tabs, so that the mark stands below its column at any width of a tab. */
function markBelow(text: string, start: number, column: number): string {
  const before = text.slice(start, column - 1).replaceAll(/[^\t]/g, ' ');
  return `${start > 0 ? ' ' : ''}${before}^`;
}
