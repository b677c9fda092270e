/** What the editor begins with: the smallest script that is useful. */
export const FIRST_SCRIPT = `// What follows builder. runs in Docs, one call on each line.
builder.CreateFile("docx");
const paragraph = Api.GetDocument().GetElement(0);
paragraph.AddText("Hello, " + Argument.name + "!");
builder.SaveFile("docx", "hello.docx");
builder.SaveFile("pdf", "hello.pdf");
builder.CloseFile();
`;

export const FIRST_ARGUMENT = `{
  "name": "world"
}`;
