/** The JSON of an argument as it was written, or what is wrong with it. */
export type ReadArgument = { value: unknown } | { fault: string };

/** An empty text is the empty object. */
export function readArgument(text: string): ReadArgument {
  if (text.trim() === '') return { value: {} };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

export function argumentText(value: unknown): string {
  return JSON.stringify(value ?? {}, null, 2);
}
