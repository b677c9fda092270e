/** The editor of a document: a form is a text document, and a PDF is one that a script opens. */
export type Kind = 'docx' | 'xlsx' | 'pptx' | 'pdf';

const list = (names: string) => names.split(' ');

/** What `CreateFile` takes; every form and PDF that it creates is a text document. */
export const CREATED: ReadonlyMap<string, Kind | 'vsdx'> = new Map([
  ...list('docx docxf oform form pdf').map((name) => [name, 'docx'] as const),
  ['xlsx', 'xlsx'],
  ['pptx', 'pptx'],
  ['vsdx', 'vsdx'],
]);

/** The editor that opens a file, by its suffix. */
export const OPENED: ReadonlyMap<string, Kind> = new Map([
  ...list('docx docm dotx dotm doc odt ott rtf txt html epub fb2 docxf oform').map(
    (name) => [name, 'docx'] as const,
  ),
  ...list('xlsx xlsm xltx xltm xlsb xls ods ots csv').map((name) => [name, 'xlsx'] as const),
  ...list('pptx pptm ppsx ppsm potx potm ppt odp otp').map((name) => [name, 'pptx'] as const),
]);

const IMAGES = list('png jpg jpeg bmp gif tiff');
/** Formats that the engine saves, tried with version 10.0.0.170. */
const SAVED: Record<'docx' | 'xlsx' | 'pptx', string[]> = {
  docx: [
    ...list('docx docm dotx dotm odt ott rtf txt html htm md epub fb2 pdf docxf oform form'),
    ...IMAGES,
  ],
  xlsx: [...list('xlsx xlsm xltx xltm xls xlsb ods ots csv tsv pdf'), ...IMAGES],
  pptx: [...list('pptx pptm ppsx ppsm potx potm odp otp pdf'), ...IMAGES],
};
/** Formats that the engine refuses, or whose outcome depends on the version. */
const UNSAVED = new Set(list('doc ppt pdfa xps djvu mht mhtml json fodt fods fodp'));
const ANY = new Set(Object.values(SAVED).flat());
/** No rule: nobody has tried them. */
const UNTRIED = new Set(list('bin docy xlsy pptt xml svg webp tif vsdx vsdm'));

/**
 * Why a format cannot be saved.
 *
 * @param kind of the open document; null if it is not known
 * @returns null if it can be saved, or if that is not known
 */
export function whyUnsavable(format: string, kind: Kind | 'vsdx' | null): string | null {
  if (UNTRIED.has(format)) return null;
  if (UNSAVED.has(format)) return `Docs cannot save ${format}${instead(format)}.`;
  if (!ANY.has(format)) return `Docs knows no format of this name${nearFormat(format)}.`;
  if (kind === null || kind === 'pdf' || kind === 'vsdx' || SAVED[kind].includes(format))
    return null;
  return `Docs cannot save a ${kind} document as ${format}: save it as ${SAVED[kind].slice(0, 1)} or pdf, for example.`;
}

function instead(format: string): string {
  const other = { doc: 'docx', ppt: 'pptx', pdfa: 'pdf', mht: 'html', mhtml: 'html' }[format];
  return other ? `: save ${other}` : '';
}

function nearFormat(format: string): string {
  const bare = format.replace('.', '').toLowerCase();
  return ANY.has(bare) ? `: write ${bare}` : '';
}
