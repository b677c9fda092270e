import { written } from './scripts.ts';

/** Saves one file of a format. */
export function scriptOf(...names: string[]): string {
  const saves = names.map((name) => `builder.SaveFile("${name.split('.').at(-1)}", "${name}");`);
  return ['builder.CreateFile("docx");', ...saves, 'builder.CloseFile();', ''].join('\n');
}

/** Saves a text under each name. */
export function textScriptOf(...names: string[]): string {
  return names.map((name) => written('a text', name)).join('');
}
