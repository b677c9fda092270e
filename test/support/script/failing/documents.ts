import { docx, type FailingRow, GOOD, xlsx } from './parts.ts';

/** Scripts that fail in one of several documents, or in a call of Docs. */
export const IN_DOCUMENTS: FailingRow[] = [
  [
    'an error in the second document',
    'ReferenceError: second is not defined',
    `${GOOD}${docx('second(); /*«*/')}`,
  ],
  [
    'an error before the first document',
    'ReferenceError: early is not defined',
    `// first\nvar a = early; /*«*/\n${GOOD}`,
  ],
  [
    'an error between documents',
    'ReferenceError: between is not defined',
    `${GOOD}between(); /*«*/\n${GOOD}`,
  ],
  [
    'an error after the last call',
    'ReferenceError: late is not defined',
    `${GOOD}\n\n  late(); /*«*/\n`,
  ],
  [
    'an error in a function of an earlier piece',
    'ReferenceError: nope is not defined',
    docx(
      'function f() {\n nope(); /*«*/\n}\nbuilder.SaveFile("docx", "first.docx");\nf(); // again',
    ),
  ],
  [
    'an error in an xlsx',
    'TypeError: sheet.NoSuch is not a function',
    xlsx(
      'const sheet = Api.GetActiveSheet();\nsheet.GetRange("A1").SetValue(1);\nsheet.NoSuch(); /*«*/',
    ),
  ],
  [
    'a name that the engine has in a pptx',
    "SyntaxError: Identifier 'x' has already been declared",
    'builder.CreateFile("pptx");\nvar a = Api.GetPresentation();\nlet x = 1; /*«*/\nbuilder.SaveFile("pptx", "a.pptx");\nbuilder.CloseFile();\n',
  ],
  [
    'an error before a name that the engine has',
    'ReferenceError: missing is not defined',
    'builder.CreateFile("pptx");\nmissing(); /*«*/\nbuilder.SaveFile("pptx", "a.pptx");\nlet x = 1;\nbuilder.CloseFile();\n',
  ],
  [
    'a name that the engine has in the next document with JavaScript',
    "SyntaxError: Identifier 'x' has already been declared",
    'let x = 1; /*«*/\nbuilder.CreateFile("docx");\nbuilder.SaveFile("docx", "b.docx");\nbuilder.CloseFile();\nbuilder.CreateFile("pptx");\nApi.GetPresentation();\nbuilder.SaveFile("pptx", "a.pptx");\nbuilder.CloseFile();\n',
  ],
  [
    'an error in a pptx',
    'TypeError',
    docx('')
      .replaceAll('docx', 'pptx')
      .replace(
        'Api.GetDocument();',
        'Api.GetPresentation();\n\ndoc.GetSlideByIndex(0).NoSuch(); /*«*/',
      ),
  ],
  [
    'a format that Docs cannot save',
    'builder.SaveFile: Docs cannot save a document of this kind in this format.',
    docx('').replace('SaveFile("docx", "a.docx");', 'SaveFile("pdfa", "a.pdf"); /*«*/'),
  ],
  [
    'a document in a format of another kind',
    'builder.SaveFile: Docs cannot save a document of this kind in this format.',
    docx('').replace('SaveFile("docx", "a.docx");', 'SaveFile("xlsx", "a.xlsx"); /*«*/'),
  ],
  [
    'a save without a document',
    'builder.SaveFile: no document is open.',
    `${GOOD}builder.SaveFile("docx", "b.docx"); /*«*/\n`,
  ],
  [
    'a loop with builderJS',
    'ReferenceError: nope is not defined',
    'for (let i = 0; i < 1; i++) {\n  builderJS.CreateFile("docx");\n  nope(); /*«*/\n}\n',
  ],
  [
    'GlobalVariable that cannot be serialised',
    'ReferenceError: nope is not defined',
    `${docx('GlobalVariable.self = GlobalVariable;')}${docx('nope(); /*«*/')}`,
  ],
  [
    'GlobalVariable that is no object',
    'Error: 7',
    `${docx('GlobalVariable = 7;')}${docx('throw new Error(GlobalVariable); /*«*/')}`,
  ],
];
