import { script } from '../../support/docs/scripts.ts';
import type { Work } from '../schedule/schedule.ts';

/** The part of every script that no log may show. */
export const markerOf = (correlationId: string) => `confidential text of ${correlationId}`;

/** What a build request of a kind of work has as its source and outputs. */
export type RequestSource = { script?: string; url?: string; outputs?: Record<string, string> };

/** URLs that a script or a request of this kind names. */
export type WorkUrls = { image: string; script: string };

/** Where the mapped files of a tenant go: several builds replace each other's file. */
const MAPPED_KEY = 'shared/letter.docx';

/** So that a cancel or a killed function comes while Docs runs the script, or is asked why it failed. */
const WORK_FOR_A_SECOND = 'var end = Date.now() + 1000; while (Date.now() < end);';

/** A request for a kind of work. */
export function sourceOf(work: Work, marker: string, urls: WorkUrls): RequestSource {
  const text = `paragraph.AddText(${JSON.stringify(marker)});`;
  const letter = ['docx', 'letter.docx'] as [string, string];
  switch (work) {
    case 'two-files':
      return { script: script(text, letter, ['pdf', 'letter.pdf']) };
    case 'note':
      return {
        script: `// instead of builder.SaveFile\nbuilder.WriteData("note.txt", ${JSON.stringify(marker)}, false);\n`,
      };
    case 'large-file':
      return { script: largeFile(marker) };
    case 'mapped-file':
      return { script: script(text, letter), outputs: { 'letter.docx': MAPPED_KEY } };
    case 'held':
      return {
        script: script(
          `${text}\nparagraph.AddDrawing(Api.CreateImage("${urls.image}", 36000, 36000));`,
          letter,
        ),
      };
    case 'throws':
      return { script: script(`${text}\nthrow new Error("on purpose");`, letter) };
    case 'throws-slowly':
      return {
        script: script(`${text}\n${WORK_FOR_A_SECOND}\nthrow new Error("on purpose");`, letter),
      };
    case 'does-not-parse':
      return { script: script(`${text}\nvar = "on purpose";`, letter) };
    case 'saves-nothing':
      // The call after the comment is not at the start of a line, so Docs runs it as JavaScript.
      return { script: `builder.CreateFile("docx");\n// builder.SaveFile\n${script(text)}` };
    case 'breaks-a-rule':
      return { script: `// ${marker}` };
    case 'from-url':
      return { url: urls.script };
    case 'from-dead-url':
      return { url: 'https://dead.faults.invalid/script.docbuilder' };
    case 'one-file':
      return { script: script(text, letter) };
  }
}

/** Saves a text of 6 MiB: more than one part of an upload. */
function largeFile(marker: string): string {
  return [
    '// instead of builder.SaveFile',
    'builder.CreateFile("docx");',
    `GlobalVariable["large"] = ${JSON.stringify(marker)} + "x".repeat(6 * 1024 * 1024);`,
    'builder.CloseFile();',
    'builder.WriteData("large.txt", "jsValue(GlobalVariable.large)", "false");',
    '',
  ].join('\n');
}
