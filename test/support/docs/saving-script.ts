/** Saves one file of a format. */
export function scriptOf(...names: string[]): string {
  const saves = names.map((name) => `builder.SaveFile("${name.split('.').at(-1)}", "${name}");`);
  return ['builder.CreateFile("docx");', ...saves, 'builder.CloseFile();', ''].join('\n');
}
