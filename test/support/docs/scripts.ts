/** Scripts that the end-to-end tests have Docs run. */

/** Saves its text, and as many more expressions, as one docx of a paragraph. */
export function docx(text: string, name = 'letter.docx'): string {
  return script(`paragraph.AddText(${JSON.stringify(text)});`, ['docx', name]);
}

/** A docx of what the argument holds under `text`. */
export const ARGUMENT_SCRIPT = script('paragraph.AddText(String(Argument.text));', [
  'docx',
  'letter.docx',
]);

/** Fills a document's first paragraph by some lines of JavaScript, and saves it in each format. */
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

/** Saves one docx, as soon as the image at this address has come. */
export function held(image: string, text = 'held'): string {
  return script(
    `paragraph.AddText(${JSON.stringify(text)});\nparagraph.AddDrawing(Api.CreateImage("${image}", 36000, 36000));`,
    ['docx', 'letter.docx'],
  );
}
