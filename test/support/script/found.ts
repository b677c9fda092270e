import { checkScript } from '../../../shared/script/check/check-script.ts';

/** A document that is created, `code` from line 2 on, and a save. */
export function inDocx(code: string): string {
  return `builder.CreateFile("docx");\n${code}\nbuilder.SaveFile("docx", "a.docx");\nbuilder.CloseFile();\n`;
}

/** What a check finds, as `CODE line:column`, and the place of the error. */
export function found(script: string): { findings: string[]; error: string | null } {
  const { findings, error } = checkScript(script);
  return {
    findings: findings.map(({ code, line, column }) =>
      line === undefined ? code : `${code} ${line}:${column}`,
    ),
    error: error && (error.at ? `${error.at.line}:${error.at.column}` : 'nowhere'),
  };
}

export const findingsOf = (script: string): string[] => found(script).findings;
export const detailOf = (script: string): string | undefined =>
  checkScript(script).findings[0]?.detail;
