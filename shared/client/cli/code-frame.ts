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
 */
export function codeFrame(script: string, line: number, column?: number | null): string {
  const lines = script.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n');
  const from = Math.max(1, line - LINES_AROUND);
  const to = Math.min(lines.length, line + LINES_AROUND);
  const width = String(to).length;
  const frame: string[] = [];
  for (let number = from; number <= to; number++) {
    const text = lines[number - 1] ?? '';
    const mark = number === line ? '>' : ' ';
    frame.push(`${mark} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (number === line && column) frame.push(`  ${' '.repeat(width)} | ${indent(text, column)}^`);
  }
  return frame.join('\n');
}

/** White space as wide as the text before a column; tabs stay tabs. */
function indent(text: string, column: number): string {
  return Array.from(text.slice(0, column - 1), (character) =>
    character === '\t' ? '\t' : ' ',
  ).join('');
}
