import type { Literal } from 'acorn';
import type { Located } from './name-rules.ts';

/** Whole numbers with more digits than JavaScript keeps. */
export function roundedNumbers(numbers: Literal[]): Located[] {
  return numbers.flatMap(({ value, raw = '', start }) => {
    if (typeof value !== 'number' || !/^\d{16,30}$/.test(raw)) return [];
    const kept = BigInt(value);
    if (BigInt(raw) === kept) return [];
    const detail = `JavaScript rounds ${raw} to ${kept}: write it as a text.`;
    return [{ code: 'NUMBER_ROUNDED', start, detail }];
  });
}
