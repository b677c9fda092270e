import mime from 'mime/lite';

const OPEN_XML = 'application/vnd.openxmlformats-officedocument';
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument';
const MICROSOFT = 'application/vnd.ms';

/**
 * Formats of Docs that are missing from the small registry `mime/lite`. The large registry has them, but
 * adds 27 KB to each function that copies.
 */
const DOCS_TYPES: Record<string, string> = {
  docx: `${OPEN_XML}.wordprocessingml.document`,
  docm: `${MICROSOFT}-word.document.macroenabled.12`,
  dotx: `${OPEN_XML}.wordprocessingml.template`,
  dotm: `${MICROSOFT}-word.template.macroenabled.12`,
  docxf: `${OPEN_XML}.wordprocessingml.document.docxf`,
  oform: `${OPEN_XML}.wordprocessingml.document.oform`,
  odt: `${OPEN_DOCUMENT}.text`,
  ott: `${OPEN_DOCUMENT}.text-template`,
  xlsx: `${OPEN_XML}.spreadsheetml.sheet`,
  xlsm: `${MICROSOFT}-excel.sheet.macroenabled.12`,
  xlsb: `${MICROSOFT}-excel.sheet.binary.macroenabled.12`,
  xltx: `${OPEN_XML}.spreadsheetml.template`,
  xltm: `${MICROSOFT}-excel.template.macroenabled.12`,
  ods: `${OPEN_DOCUMENT}.spreadsheet`,
  ots: `${OPEN_DOCUMENT}.spreadsheet-template`,
  pptx: `${OPEN_XML}.presentationml.presentation`,
  pptm: `${MICROSOFT}-powerpoint.presentation.macroenabled.12`,
  potx: `${OPEN_XML}.presentationml.template`,
  potm: `${MICROSOFT}-powerpoint.template.macroenabled.12`,
  ppsx: `${OPEN_XML}.presentationml.slideshow`,
  ppsm: `${MICROSOFT}-powerpoint.slideshow.macroenabled.12`,
  odp: `${OPEN_DOCUMENT}.presentation`,
  otp: `${OPEN_DOCUMENT}.presentation-template`,
  xps: `${MICROSOFT}-xpsdocument`,
  djvu: 'image/vnd.djvu',
  fb2: 'application/x-fictionbook+xml',
  docbuilder: 'text/javascript',
};

/** The media type of a file, by its name. */
export function contentTypeOf(name: string): string {
  const suffix = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const own = Object.hasOwn(DOCS_TYPES, suffix) ? DOCS_TYPES[suffix] : undefined;
  return own ?? mime.getType(name) ?? 'application/octet-stream';
}
