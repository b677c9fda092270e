const MAX_DISTANCE = 2;
/** Comparing takes time in proportion to the square of the length. */
const MAX_LENGTH = 60;

/**
 * The name that is nearest to a misspelt one: by dropped, added, changed and swapped letters. A difference
 * in case alone is the smallest.
 */
export function nearestName(wrong: string, names: Iterable<string>): string | undefined {
  if (wrong.length > MAX_LENGTH) return undefined;
  const limit = wrong.length <= 4 ? 1 : MAX_DISTANCE;
  let best: string | undefined;
  let least = limit + 0.5;
  for (const name of names) {
    if (Math.abs(name.length - wrong.length) > limit) continue;
    const distance = distanceOf(wrong, name);
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

function distanceOf(a: string, b: string): number {
  if (a.toLowerCase() === b.toLowerCase()) return 0.5;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
}

const at = (row: number[], index: number) => row[index] ?? Number.POSITIVE_INFINITY;
