/** Saves one file of a format. */
export function scriptOf(...names: string[]): string {
  const saves = names.map((name) => `builder.SaveFile("${name.split('.').at(-1)}", "${name}");`);
  return ['builder.CreateFile("docx");', ...saves, 'builder.CloseFile();', ''].join('\n');
}

/** Saves texts. Docs opens no editor for them, which takes most of the time of a short build. */
export function textScriptOf(...names: string[]): string {
  return names.map((name) => `builder.WriteData("${name}", "a text", false);\n`).join('');
}
