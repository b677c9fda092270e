const REFERENCE = /"input:\/\/([^"\r\n]*)"|'input:\/\/([^'\r\n]*)'|`input:\/\/([^`\r\n]*)`/g;
const MAX_NAMES = 1000;

/** The names of the inputs that a script refers to, each once. */
export function inputNames(script: string): string[] {
  const names = new Set<string>();
  for (const [, double, single, template] of script.matchAll(REFERENCE)) {
    const name = double ?? single ?? template ?? '';
    if (name !== '' && names.add(name).size === MAX_NAMES) break;
  }
  return [...names];
}
