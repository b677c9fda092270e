/** A place in a script, as an editor shows it. Line and column count from 1; columns are UTF-16 units. */
export type Place = { line: number; column: number };

/** A line that Docs keeps: without its indentation. `column` is where its text begins in the script. */
export type KeptLine = Place & { text: string };

/** A character of a kept line. @param index counts from 0, in the text without its indentation */
export function placeInLine({ line, column }: KeptLine, index: number): Place {
  return { line, column: column + index };
}

/**
 * Finds the place in the script of a character in kept lines that were joined with `\n`.
 *
 * @param offset counts from 0; an offset past the end gives the end of the last line
 */
export function placeAtOffset(lines: readonly KeptLine[], offset: number): Place {
  return placeFinder(lines)(offset);
}

/** `placeAtOffset` for many offsets of the same lines. */
export function placeFinder(lines: readonly KeptLine[]): (offset: number) => Place {
  const starts: number[] = [];
  let next = 0;
  for (const { text } of lines) {
    starts.push(next);
    next += text.length + 1;
  }
  return (offset) => {
    const index = lastNotAbove(starts, offset);
    const line = lines[index];
    if (!line) return { line: 1, column: 1 };
    return placeInLine(line, Math.min(offset - (starts[index] ?? 0), line.text.length));
  };
}

/** The index of the last number that is not above a limit, in numbers that ascend; at least 0. */
function lastNotAbove(numbers: number[], limit: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((numbers[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Finds the place in the script of a line and column that the engine, or a parser, reports for kept lines.
 * They count U+2028 and U+2029 as ends of a line, which Docs does not.
 *
 * @param line counts from 1
 * @param column counts from 1
 */
export function placeOfReport(lines: readonly KeptLine[], line: number, column: number): Place {
  let before = line - 1;
  for (const kept of lines) {
    let start = 0;
    for (let end = endOfLine(kept.text, 0); end !== -1; end = endOfLine(kept.text, start)) {
      if (before-- === 0) return placeInLine(kept, start + column - 1);
      start = end + 1;
    }
    if (before-- === 0) return placeInLine(kept, start + column - 1);
  }
  return placeAtOffset(lines, Number.POSITIVE_INFINITY);
}

/** The index of the next U+2028 or U+2029; -1 if there is none. */
function endOfLine(text: string, from: number): number {
  const separator = text.indexOf('\u2028', from);
  const paragraph = text.indexOf('\u2029', from);
  return separator === -1 || paragraph === -1
    ? Math.max(separator, paragraph)
    : Math.min(separator, paragraph);
}
