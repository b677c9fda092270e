import { isOffice, suffixOf } from '../words/file-kind.ts';

type Output = { name: string | null; format: string | null; line: number };

/** A file that a browser cannot show, and where a line must go that saves it as a PDF too. */
export type PdfOffer = { name: string; pdfName: string; afterLine: number };

/**
 * The office files of a script that it does not save as a PDF too. Files whose names the script computes are
 * left out.
 *
 * @param outputs what the script saves, as a check lists it
 */
export function pdfOffers(outputs: readonly Output[]): PdfOffer[] {
  const saved = new Set(outputs.map(({ name }) => name));
  return outputs.flatMap(({ name, line }) => {
    if (name === null || !isOffice(name)) return [];
    const pdfName = `${name.slice(0, -suffixOf(name).length)}pdf`;
    return saved.has(pdfName) ? [] : [{ name, pdfName, afterLine: line }];
  });
}

/** Adds a line to a script that saves the document as a PDF too. */
export function withPdf(script: string, { pdfName, afterLine }: PdfOffer): string {
  const lines = script.split('\n');
  const before = lines[afterLine - 1] ?? '';
  const indent = before.slice(0, before.length - before.trimStart().length);
  lines.splice(afterLine, 0, `${indent}builder.SaveFile("pdf", ${JSON.stringify(pdfName)});`);
  return lines.join('\n');
}
