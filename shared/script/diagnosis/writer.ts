import { isCall } from '../call.ts';
import { type Place, placeInLine } from '../place.ts';

/** Begins a line that Docs would otherwise drop or carry out itself. */
const SHIELD = '/**/';

/**
 * A piece of the instrumented script. `origins` has one entry for each line that the engine counts: where the
 * line's first character is in the author's script, or null for a line that was added.
 */
export type Written = { lines: string[]; origins: (Place | null)[] };

/** The author's piece: its text, and where each of its characters is in the script. */
export type Original = { text: string; placeAt: (offset: number) => Place };

/** Writes one line that the author's script does not have. */
export function add(written: Written, line: string): void {
  written.lines.push(line);
  written.origins.push(null);
}

/**
 * Writes the author's text between two offsets. Each such text begins a line and ends one, so that a line and a
 * column of the engine lead to one place in the script. Docs cuts off blanks and tabs at the start of a line.
 */
export function copy(written: Written, original: Original, start: number, end: number): void {
  let offset = start;
  for (const line of original.text.slice(start, end).split('\n')) {
    const text = withoutIndentation(line);
    if (text !== '') copyLine(written, text, original.placeAt(offset + line.length - text.length));
    offset += line.length + 1;
  }
}

function copyLine(written: Written, text: string, place: Place): void {
  const kept = { ...place, text };
  const shield = isCall(kept) || text.startsWith('#') ? SHIELD : '';
  written.lines.push(`${shield}${text}`);
  written.origins.push(placeInLine(kept, -shield.length));
  // The engine counts these as ends of a line, which Docs does not.
  for (let index = 0; index < text.length; index++)
    if (text[index] === '\u2028' || text[index] === '\u2029')
      written.origins.push(placeInLine(kept, index + 1));
}

function withoutIndentation(line: string): string {
  let start = 0;
  while (line[start] === ' ' || line[start] === '\t') start++;
  return line.slice(start);
}
