/** Scripts that Docs runs in the end-to-end tests. */

/** Saves a docx with one paragraph: the text, followed by the values of these expressions. */
export function docx(text: string, name = 'letter.docx'): string {
  return script(`paragraph.AddText(${JSON.stringify(text)});`, ['docx', name]);
}

/** Saves a docx with the field `text` of the argument. */
export const ARGUMENT_SCRIPT = script('paragraph.AddText(String(Argument.text));', [
  'docx',
  'letter.docx',
]);

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
