/** How a file is shown. What may hold a script, such as HTML, SVG and XML, is a download alone. */
export type FileKind = 'pdf' | 'image' | 'text' | 'download';

const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
/** Types of text that are shown as text. Others, such as `text/html` and `text/xml`, are not. */
const TEXTS = ['text/plain', 'text/csv', 'text/markdown', 'text/tab-separated-values'];
/** A longer text is a download: a page with it would be slow. */
export const MAX_TEXT_BYTES = 512 * 1024;

export function fileKind({ contentType, size }: { contentType: string; size: number }): FileKind {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/pdf') return 'pdf';
  if (IMAGES.includes(type)) return 'image';
  if (TEXTS.includes(type) || type === 'application/json') {
    return size <= MAX_TEXT_BYTES ? 'text' : 'download';
  }
  return 'download';
}

const OFFICE = ['docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'rtf', 'docm', 'xlsm', 'pptm'];

/** Whether Docs can save the same document as a PDF, which a browser shows. */
export function isOffice(name: string): boolean {
  return OFFICE.includes(suffixOf(name));
}

/** The suffix in lower case, without the dot; empty if there is none. */
export function suffixOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** `1.4 MB`, with powers of 1,000 as file managers have. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}
