/** A script that fails. The line that is to blame has the comment «. */
export type FailingRow = [what: string, message: string, script: string];

/** A docx whose JavaScript is the body. */
export const docx = (body: string) =>
  `builder.CreateFile("docx");\nvar doc = Api.GetDocument();\n${body}\nbuilder.SaveFile("docx", "a.docx");\nbuilder.CloseFile();\n`;

/** JavaScript at the end of a script. It needs no document, which takes a second to open. */
export const ending = (body: string) => `builder.WriteData("a.txt", "saved");\nvar doc;\n${body}\n`;

export const xlsx = (body: string) =>
  `builder.CreateFile("xlsx");\n${body}\nbuilder.SaveFile("xlsx", "a.xlsx");\nbuilder.CloseFile();\n`;

export const GOOD = docx('doc.GetElement(0).AddText("one");');
