/** The keys that Docs lists, ordered so that one key is found without reading all of them. */
export type ListedKeys = {
  has(key: string): boolean;
  /**
   * How many other listed keys begin with this key. A Docs that stores its files in S3 finds all of them by
   * this key.
   */
  countLonger(key: string): number;
};

/** Orders a list once. The list is read once, however many keys are looked up. */
export function listedKeys(list: string[]): ListedKeys {
  const known = new Set(list);
  const sorted = [...known].sort();
  return {
    has: (key) => known.has(key),
    countLonger(key) {
      const start = firstIndex(sorted, (other) => other > key);
      const end = firstIndex(sorted, (other) => other > key && !other.startsWith(key));
      return end - start;
    },
  };
}

/** The index of the first item that passes a test which all later items pass too; found by halving. */
function firstIndex<T>(sorted: T[], passes: (item: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(sorted[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
