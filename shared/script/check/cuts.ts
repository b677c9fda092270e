import type { Call } from '../call.ts';
import { type KeptLine, type Place, placeAtOffset } from '../place.ts';
import type { DroppedLine, Part } from '../read-parts.ts';
import { type Surrounding, surroundings } from './brackets.ts';
import { type Finding, placeOf, quoted } from './finding.ts';

/** `isBalanced`: every bracket of the script is closed, so that what looks cut is cut by a call. */
export type Cuts = { findings: Finding[]; isBalanced: boolean };

type Row = KeptLine & { call?: Call; dropped?: DroppedLine };

/** Further calls and dropped lines are not examined: a build keeps 100 warnings. */
const MAX_ROWS = 10_000;

/**
 * Finds the calls and the lines with `#` that stand within a block, a template or a comment. The script is
 * read as JavaScript in whole, with those lines blank.
 */
export function findCuts(parts: readonly Part[], dropped: readonly DroppedLine[]): Cuts {
  const rows = rowsOf(parts, dropped);
  const marked: { row: Row; offset: number }[] = [];
  let offset = 0;
  for (const row of rows) {
    if ((row.call || row.dropped) && marked.length < MAX_ROWS) marked.push({ row, offset });
    offset += row.text.length + 1;
  }
  const text = rows.map((row) => row.text).join('\n');
  const { found, isBalanced } = surroundings(
    text,
    marked.map((mark) => mark.offset),
  );
  const findings = marked.flatMap(({ row }, index): Finding[] => {
    const around = found[index];
    if (!around) return [];
    const begins = placeAtOffset(rows, around.start);
    return row.call ? cut(row.call, around, begins) : droppedIn(row.dropped, around, begins);
  });
  return { findings, isBalanced };
}

/** The lines of a script in order; those of calls and dropped lines are blank, but keep their place. */
function rowsOf(parts: readonly Part[], dropped: readonly DroppedLine[]): Row[] {
  const rows: Row[] = parts.flatMap((part): Row[] =>
    part.part === 'piece' ? part.lines : [{ ...placeOf(part), text: ' ', call: part }],
  );
  if (dropped.length === 0) return rows;
  for (const line of dropped) rows.push({ line: line.line, column: 1, text: ' ', dropped: line });
  return rows.sort((a, b) => a.line - b.line);
}

function cut(call: Call, { what }: Surrounding, { line }: Place): Finding[] {
  const name = call.text.startsWith('builderJS') ? 'builderJS.CloseFile' : `builder.${call.name}`;
  const code = 'BLOCK_CUT';
  const where = {
    bracket: `the block or parenthesis that begins on line ${line}`,
    template: `the text that begins on line ${line}`,
    comment: `the comment that begins on line ${line}`,
  }[what];
  const instead = {
    bracket: 'Use builderJS inside blocks, not at the beginning of a line.',
    template: 'Write something else at the beginning of the line.',
    comment: 'Begin the line with // to switch it off.',
  }[what];
  const detail = `Docs carries out ${name}(…) once, although it stands in ${where}, which it cuts in two. ${instead}`;
  const isFatal = what === 'bracket' && name.startsWith('builderJS'); // it crashes Docs
  return [{ code, ...placeOf(call), detail, isFatal }];
}

function droppedIn(
  row: DroppedLine | undefined,
  { what }: Surrounding,
  { line }: Place,
): Finding[] {
  if (!row || what === 'comment') return [];
  if (what === 'bracket' && !/^#[\w$]+\s*[=;(]/.test(row.text)) return [];
  const detail = `Docs drops a line that begins with #, also in what begins on line ${line}: ${quoted(row.text)} is lost. Let the line begin with something else.`;
  return [{ code: 'LINE_DROPPED', line: row.line, column: 1, detail }];
}
