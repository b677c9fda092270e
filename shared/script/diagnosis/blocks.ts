import type { Place } from '../place.ts';
import type { Names } from './names.ts';
import { add, type Written } from './writer.ts';

/** A part of the instrumented script: a piece of JavaScript, or a line that is a call. */
export type Block = { written: Written } | { call: string };

/** A call that Docs does not know: it only ends a piece. */
const CUT = 'builder.Cut();';

export function lastPiece(blocks: readonly Block[]): Written | undefined {
  const last = blocks.at(-1);
  return last && 'written' in last ? last.written : undefined;
}

/** A piece of one line that the author's script does not have. */
export function addedPiece(line: string): Block {
  const written: Written = { lines: [], origins: [] };
  add(written, line);
  return { written };
}

/** Where the lines of each piece begin in the author's script. */
export function originsOf(blocks: readonly Block[]): (Place | null)[][] {
  return blocks.flatMap((block) => ('written' in block ? [block.written.origins] : []));
}

/** The whole script. Every piece gets a name, by which its lines are found in a stack. */
export function textOf(blocks: readonly Block[], { token }: Names): string {
  const lines: string[] = [];
  let number = 0;
  let isAfterPiece = false;
  for (const block of blocks) {
    if ('call' in block) lines.push(block.call);
    else {
      if (isAfterPiece) lines.push(CUT);
      for (const line of block.written.lines) lines.push(line); // too many for arguments
      lines.push(`//# sourceURL=${token}_${number++}`);
    }
    isAfterPiece = 'written' in block;
  }
  return `${lines.join('\n')}\n`;
}
