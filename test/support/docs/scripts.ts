/** Scripts that Docs runs in the end-to-end tests. */

/** Saves a docx with one paragraph: the text, followed by the values of these expressions. */
export function docx(text: string, name = 'letter.docx'): string {
  return script(`paragraph.AddText(${JSON.stringify(text)});`, ['docx', name]);
}

/** Saves a text. Docs opens no editor for it, which takes most of the time of a short build. */
export function written(text: string, name = 'letter.txt'): string {
  return writing(JSON.stringify(text), name);
}

/** Saves the field `text` of the argument as a text. */
export const ARGUMENT_SCRIPT = writing('String(Argument.text)', 'letter.txt');

/** Saves the value of an expression as a text. */
export function writing(expression: string, name: string): string {
  return `var text = ${expression};\nbuilder.WriteData(${JSON.stringify(name)}, "jsValue(text)");\n`;
}

/** Fills the first paragraph of a document with lines of JavaScript, and saves it in each format. */
export function script(body: string, ...files: [format: string, name: string][]): string {
  return [
    'builder.CreateFile("docx");',
    'var paragraph = Api.GetDocument().GetElement(0);',
    body,
    ...files.map(([format, name]) => `builder.SaveFile("${format}", ${JSON.stringify(name)});`),
    'builder.CloseFile();',
    '',
  ].join('\n');
}

/** Saves one docx after it has loaded the image at this address. */
export function held(image: string, text = 'held'): string {
  return script(
    `paragraph.AddText(${JSON.stringify(text)});\nparagraph.AddDrawing(Api.CreateImage("${image}", 36000, 36000));`,
    ['docx', 'letter.docx'],
  );
}
