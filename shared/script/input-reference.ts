/** Begins a reference to an input of a build. */
export const INPUT_PREFIX = 'input://';

/** The name of the input that a whole text refers to; undefined if it refers to none. */
export function inputNamed(text: string): string | undefined {
  return text.startsWith(INPUT_PREFIX) ? text.slice(INPUT_PREFIX.length) : undefined;
}
