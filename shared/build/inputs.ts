const REFERENCE = /(["'`])input:\/\/([^"'`\r\n]*)\1/g;
const WHOLE = /^input:\/\/(.*)$/s;

/**
 * The names a script or an argument refers to. A reference is a whole string, `"input://letter.docx"`,
 * standing where a URL would.
 */
export function referencedInputs(script: string, argument: unknown): Set<string> {
  const names = new Set<string>();
  replaceInScript(script, (name) => note(names, name));
  replaceInArgument(argument, (name) => note(names, name));
  return names;
}

/** Puts links in the place of references. */
export function replaceInScript(script: string, linkTo: (name: string) => string): string {
  return script.replaceAll(
    REFERENCE,
    (_, quote: string, name: string) => quote + linkTo(name) + quote,
  );
}

/** Puts links in the place of references, in every string of a JSON value. */
export function replaceInArgument(argument: unknown, linkTo: (name: string) => string): unknown {
  if (typeof argument === 'string') {
    const name = WHOLE.exec(argument)?.[1];
    return name === undefined ? argument : linkTo(name);
  }
  if (Array.isArray(argument)) return argument.map((item) => replaceInArgument(item, linkTo));
  if (argument === null || typeof argument !== 'object') return argument;
  return Object.fromEntries(
    Object.entries(argument).map(([name, value]) => [name, replaceInArgument(value, linkTo)]),
  );
}

function note(names: Set<string>, name: string): string {
  names.add(name);
  return name;
}
