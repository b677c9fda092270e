const OPEN_XML = 'application/vnd.openxmlformats-officedocument';
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument';
const MICROSOFT = 'application/vnd.ms';
const SUN = 'application/vnd.sun.xml';

/**
 * The media types of Docs' formats by suffix, as far as the small registry `mime/lite` lacks them. The large
 * registry has most of them, but adds 27 KB to each function that copies, which two of them have no room for.
 *
 * Docs also opens `.wpt`, `.et`, `.ett`, `.dps` and `.dpt`, which have no media type.
 */
export const OFFICE_TYPES: Record<string, string> = {
  docx: `${OPEN_XML}.wordprocessingml.document`,
  docm: `${MICROSOFT}-word.document.macroenabled.12`,
  dotx: `${OPEN_XML}.wordprocessingml.template`,
  dotm: `${MICROSOFT}-word.template.macroenabled.12`,
  docxf: `${OPEN_XML}.wordprocessingml.document.docxf`,
  oform: `${OPEN_XML}.wordprocessingml.document.oform`,
  odt: `${OPEN_DOCUMENT}.text`,
  ott: `${OPEN_DOCUMENT}.text-template`,
  fodt: `${OPEN_DOCUMENT}.text-flat-xml`,
  sxw: `${SUN}.writer`,
  stw: `${SUN}.writer.template`,
  wps: `${MICROSOFT}-works`,
  pages: 'application/vnd.apple.pages',
  hwp: 'application/x-hwp',
  hwpx: 'application/x-hwpx',
  xls: `${MICROSOFT}-excel`,
  xlt: `${MICROSOFT}-excel`,
  xlsx: `${OPEN_XML}.spreadsheetml.sheet`,
  xlsm: `${MICROSOFT}-excel.sheet.macroenabled.12`,
  xlsb: `${MICROSOFT}-excel.sheet.binary.macroenabled.12`,
  xltx: `${OPEN_XML}.spreadsheetml.template`,
  xltm: `${MICROSOFT}-excel.template.macroenabled.12`,
  ods: `${OPEN_DOCUMENT}.spreadsheet`,
  ots: `${OPEN_DOCUMENT}.spreadsheet-template`,
  fods: `${OPEN_DOCUMENT}.spreadsheet-flat-xml`,
  sxc: `${SUN}.calc`,
  numbers: 'application/vnd.apple.numbers',
  ppt: `${MICROSOFT}-powerpoint`,
  pps: `${MICROSOFT}-powerpoint`,
  pot: `${MICROSOFT}-powerpoint`,
  pptx: `${OPEN_XML}.presentationml.presentation`,
  pptm: `${MICROSOFT}-powerpoint.presentation.macroenabled.12`,
  potx: `${OPEN_XML}.presentationml.template`,
  potm: `${MICROSOFT}-powerpoint.template.macroenabled.12`,
  ppsx: `${OPEN_XML}.presentationml.slideshow`,
  ppsm: `${MICROSOFT}-powerpoint.slideshow.macroenabled.12`,
  odp: `${OPEN_DOCUMENT}.presentation`,
  otp: `${OPEN_DOCUMENT}.presentation-template`,
  fodp: `${OPEN_DOCUMENT}.presentation-flat-xml`,
  sxi: `${SUN}.impress`,
  key: 'application/vnd.apple.keynote',
  odg: `${OPEN_DOCUMENT}.graphics`,
  vsdx: `${MICROSOFT}-visio.drawing`,
  vsdm: `${MICROSOFT}-visio.drawing.macroenabled.12`,
  vssx: `${MICROSOFT}-visio.stencil`,
  vssm: `${MICROSOFT}-visio.stencil.macroenabled.12`,
  vstx: `${MICROSOFT}-visio.template`,
  vstm: `${MICROSOFT}-visio.template.macroenabled.12`,
  xps: `${MICROSOFT}-xpsdocument`,
  djvu: 'image/vnd.djvu',
  fb2: 'application/x-fictionbook+xml',
  docbuilder: 'text/javascript',
};
