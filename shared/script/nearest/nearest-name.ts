import { lettersApart } from './letters.ts';
import { nearestByWords } from './words.ts';

const MAX_DISTANCE = 2;
/** Comparing takes time in proportion to the square of the length. */
const MAX_LENGTH = 60;

/** The name that is nearest to a misspelt one: it differs in two letters at most, or in one if it is short. */
export function nearestName(wrong: string, names: Iterable<string>): string | undefined {
  if (wrong.length > MAX_LENGTH) return undefined;
  const limit = wrong.length <= 4 ? 1 : MAX_DISTANCE;
  let best: string | undefined;
  let least = limit + 0.5;
  for (const name of names) {
    if (Math.abs(name.length - wrong.length) > limit) continue;
    const distance = lettersApart(wrong, name);
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/**
 * The method that is nearest to a wrong one: by its letters, or else by its words. Methods of one API have most
 * words in common, so a name in which one word is wrong still has a nearest one.
 */
export function nearestMethod(wrong: string, methods: ReadonlySet<string>): string | undefined {
  const byLetters = nearestName(wrong, methods);
  if (byLetters !== undefined || wrong.length > MAX_LENGTH) return byLetters;
  return nearestByWords(wrong, methods);
}
