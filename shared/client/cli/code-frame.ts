const LINES_AROUND = 2;

/**
 * A line of a script with its neighbours:
 *
 * ```text
 *   2 | const doc = Api.GetDocument();
 * > 3 | doc.NoSuch();
 *     |     ^
 *   4 | builder.SaveFile("docx", "a.docx");
 * ```
 *
 * @param line from 1
 * @param column from 1; absent if it is not known
 * @param maxWidth characters of a line that are shown; a longer line begins near its column
 */
export function codeFrame(
  script: string,
  line: number,
  column?: number | null,
  maxWidth = Number.POSITIVE_INFINITY,
): string {
  const lines = script.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n');
  const from = Math.max(1, line - LINES_AROUND);
  const to = Math.min(lines.length, line + LINES_AROUND);
  const width = String(to).length;
  const frame: string[] = [];
  for (let number = from; number <= to; number++) {
    const text = lines[number - 1] ?? '';
    const isHere = number === line;
    const start = isHere && column && column > maxWidth - 20 ? column - 60 : 0;
    const shown = text.slice(start, start + maxWidth);
    const cut = start > 0 ? '…' : '';
    frame.push(`${isHere ? '>' : ' '} ${String(number).padStart(width)} | ${cut}${shown}`);
    if (isHere && column)
      frame.push(`  ${' '.repeat(width)} | ${cut && ' '}${indent(text.slice(start, column - 1))}^`);
  }
  return frame.map((text) => text.trimEnd()).join('\n');
}

/** White space as wide as a text; tabs stay tabs. */
function indent(text: string): string {
  return Array.from(text, (character) => (character === '\t' ? '\t' : ' ')).join('');
}
