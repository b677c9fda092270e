import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { placeAtOffset, placeOfReport } from '../../../shared/script/place.ts';

/** The kept lines of a piece whose first line is the script's tenth. */
const lines = [
  { line: 10, column: 3, text: 'abc' },
  { line: 13, column: 1, text: 'd' },
  { line: 14, column: 9, text: 'e\u2028f' },
  { line: 15, column: 2, text: 'g' },
];

const OFFSETS: [offset: number, line: number, column: number][] = [
  [0, 10, 3],
  [2, 10, 5],
  [3, 10, 6],
  [4, 13, 1],
  [6, 14, 9],
  [8, 14, 11],
  [10, 15, 2],
  [99, 15, 3],
];

for (const [offset, line, column] of OFFSETS) {
  test(`offset ${offset} of a piece has its place in the script`, () =>
    deepEqual(placeAtOffset(lines, offset), { line, column }));
}

const REPORTS: [line: number, column: number, place: [line: number, column: number]][] = [
  [1, 1, [10, 3]],
  [1, 3, [10, 5]],
  [2, 1, [13, 1]],
  [3, 1, [14, 9]],
  [4, 1, [14, 11]],
  [5, 1, [15, 2]],
  [6, 1, [15, 3]],
];

for (const [line, column, [scriptLine, scriptColumn]] of REPORTS) {
  test(`line ${line}, column ${column} of a report has its place in the script`, () =>
    deepEqual(placeOfReport(lines, line, column), { line: scriptLine, column: scriptColumn }));
}
