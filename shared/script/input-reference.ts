const PREFIX = 'input://';

/** The name of the input that a whole text refers to; undefined if it refers to none. */
export function inputNamed(text: string): string | undefined {
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
}
