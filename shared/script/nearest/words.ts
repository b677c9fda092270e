import { lettersApart } from './letters.ts';

/** Of the words of both names, the share that both must have. */
const MIN_SHARE = 0.65;
/** The first word says what a method does; if it is the same, a name is slightly nearer. */
const SAME_FIRST = 0.05;
/** Two words are of the same stem if they begin with the same letters, and those are this share of the longer one. */
const MIN_STEM = 0.6;
const SHORTEST_STEM = 4;

type Index = {
  /** Names of at least two words, with their words in lower case. */
  names: { name: string; words: string[] }[];
  /** For each word, the indices of the names that have it. */
  byWord: Map<string, number[]>;
};

const indexes = new WeakMap<ReadonlySet<string>, Index>();

/**
 * The name that has the most words in common with another one, also if those words are misspelt. There is none
 * if two names have equally many, or if fewer than two thirds of all words are common.
 *
 * @param names are indexed once
 */
export function nearestByWords(wrong: string, names: ReadonlySet<string>): string | undefined {
  const words = wordsOf(wrong);
  if (words.length < 2) return undefined;
  const index = indexOf(names);
  let best: string | undefined;
  let most = 0;
  let isAlone = true;
  for (const [number, count] of commonWords(words, index)) {
    const candidate = index.names[number];
    if (!candidate) continue;
    const share = (2 * count) / (words.length + candidate.words.length);
    const nearness = share + (candidate.words[0] === words[0] ? SAME_FIRST : 0);
    isAlone = nearness === most ? false : isAlone || nearness > most;
    if (nearness > most) [best, most] = [candidate.name, nearness];
  }
  return isAlone && most >= MIN_SHARE ? best : undefined;
}

/** How many of some words each name has, by the index of the name. */
function commonWords(words: string[], { byWord }: Index): Map<number, number> {
  const counts = new Map<number, number>();
  for (const word of words) {
    const found = new Set(sameWords(word, byWord).flatMap((same) => byWord.get(same) ?? []));
    for (const number of found) counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  return counts;
}

/** The words that a word may stand for: itself, or else those of the same stem, or else the nearest ones. */
function sameWords(word: string, known: ReadonlyMap<string, unknown>): string[] {
  if (known.has(word) || word.length < SHORTEST_STEM) return [word];
  const all = [...known.keys()].filter((other) => other.length >= SHORTEST_STEM);
  const ofStem = all.filter((other) => hasSameStem(word, other));
  if (ofStem.length > 0) return ofStem;
  const limit = word.length < 7 ? 1 : 2;
  const near = all
    .filter((other) => Math.abs(other.length - word.length) <= limit)
    .map((other) => ({ other, distance: lettersApart(word, other) }));
  const least = Math.min(limit, ...near.map(({ distance }) => distance));
  return near.filter(({ distance }) => distance === least).map(({ other }) => other);
}

function hasSameStem(a: string, b: string): boolean {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  return same >= SHORTEST_STEM && same >= MIN_STEM * Math.max(a.length, b.length);
}

function indexOf(names: ReadonlySet<string>): Index {
  const known = indexes.get(names);
  if (known) return known;
  const index: Index = { names: [], byWord: new Map() };
  for (const name of names) {
    const words = /^[A-Z][a-z]/.test(name) ? wordsOf(name) : [];
    if (words.length < 2) continue;
    const number = index.names.push({ name, words }) - 1;
    for (const word of words) {
      const numbers = index.byWord.get(word);
      if (numbers) numbers.push(number);
      else index.byWord.set(word, [number]);
    }
  }
  indexes.set(names, index);
  return index;
}

/** The different words of a name: `GetCellHTML2` has `get`, `cell`, `html` and `2`. */
function wordsOf(name: string): string[] {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  return [...new Set(words.map((word) => word.toLowerCase()))];
}
