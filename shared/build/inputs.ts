import { inputNamed } from '../script/input-reference.ts';

/** A name ends at the quote that its text began with, so it may contain the two others. */
const REFERENCE = /"input:\/\/([^"\r\n]*)"|'input:\/\/([^'\r\n]*)'|`input:\/\/([^`\r\n]*)`/g;

/**
 * The names of the inputs that a script or an argument refers to. A reference is a whole string, such as
 * `"input://letter.docx"`, in the place of a URL.
 */
export function referencedInputs(script: string, argument: unknown): Set<string> {
  const names = new Set<string>();
  const collect = (name: string) => {
    names.add(name);
    return name;
  };
  replaceInScript(script, collect);
  replaceInArgument(argument, collect);
  return names;
}

/** Replaces the references in a script with links. */
export function replaceInScript(script: string, linkTo: (name: string) => string): string {
  return script.replaceAll(
    REFERENCE,
    (text: string, ...names: [string?, string?, string?]) =>
      text.charAt(0) + linkTo(names[0] ?? names[1] ?? names[2] ?? '') + text.charAt(0),
  );
}

/** Replaces the references in a JSON value with links. */
export function replaceInArgument(argument: unknown, linkTo: (name: string) => string): unknown {
  if (typeof argument === 'string') {
    const name = inputNamed(argument);
    return name === undefined ? argument : linkTo(name);
  }
  if (Array.isArray(argument)) return argument.map((item) => replaceInArgument(item, linkTo));
  if (argument === null || typeof argument !== 'object') return argument;
  return Object.fromEntries(
    Object.entries(argument).map(([name, value]) => [name, replaceInArgument(value, linkTo)]),
  );
}
