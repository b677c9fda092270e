import { inflateRawSync, inflateSync } from 'node:zlib';

/**
 * The text of a document that Docs made, a line for each paragraph: of a docx, an xlsx or a pptx out of
 * its XML, of a pdf out of its pages; any other file is a text. It only supports files that Docs wrote.
 */
export function textOf(bytes: Buffer): string {
  const start = bytes.subarray(0, 5).toString('latin1');
  if (start === '%PDF-') return pdfText(bytes);
  if (!start.startsWith('PK')) return bytes.toString('utf8');
  const parts = unzip(bytes);
  const texts = [...parts]
    .filter(([name]) =>
      /^(word\/document|xl\/sharedStrings|xl\/worksheets\/[^/]+|ppt\/slides\/[^/]+)\.xml$/.test(
        name,
      ),
    )
    .map(([, part]) => xmlText(part.toString('utf8')));
  return texts.join('\n');
}

/** The files of a zip by name, from its central directory. */
export function unzip(bytes: Buffer): Map<string, Buffer> {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new Error('this is no zip');
  const files = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((o) =>
      bytes.readUInt16LE(at + o),
    ) as [number, number, number];
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    files.set(name, bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function xmlText(xml: string): string {
  const paragraphs = xml.split(/<\/(?:w:p|a:p|si|is)>/).map((paragraph) =>
    [...paragraph.matchAll(/<(?:w:|a:)?t(?: [^>]*)?>([^<]*)</g)]
      .map(([, text = '']) => text)
      .join('')
      .replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
      .replaceAll(/&#(x?)([\da-f]+);/gi, (_, hex: string, digits: string) =>
        String.fromCodePoint(Number.parseInt(digits, hex ? 16 : 10)),
      ),
  );
  return paragraphs.filter((text) => text !== '').join('\n');
}

/** A larger distance between two glyphs of a line is a space, in thousandths of the font size. */
const BLANK = -200;

function pdfText(bytes: Buffer): string {
  const objects = pdfObjects(bytes);
  const lines: string[] = [];
  for (const { head } of objects.values()) {
    const [, contents = ''] = /\/Contents \[ (\d+) 0 R/.exec(head) ?? [];
    const content = objects.get(contents)?.stream;
    if (content) lines.push(pageText(content.toString('latin1'), fontsOf(objects, head)));
  }
  return lines.join('\n');
}

type PdfObject = { head: string; stream?: Buffer };

function pdfObjects(bytes: Buffer): Map<string, PdfObject> {
  const text = bytes.toString('latin1');
  const objects = [...text.matchAll(/(\d+) 0 obj\s(.*?)(?:stream\r?\n(.*?)endstream|endobj)/gs)];
  return new Map(
    objects.map(([, number = '', head = '', body]) => {
      const packed = body !== undefined && head.includes('/FlateDecode');
      return [
        number,
        { head, stream: packed ? inflateSync(Buffer.from(body, 'latin1')) : undefined },
      ];
    }),
  );
}

/** The character maps of the fonts of a page, by the name of the font on the page. */
function fontsOf(objects: Map<string, PdfObject>, page: string): Map<string, Map<string, string>> {
  const fonts = [...page.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', number = '']) => {
    const [, map = ''] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(number)?.head ?? '') ?? [];
    const table = objects.get(map)?.stream?.toString('latin1') ?? '';
    const meanings = [...table.matchAll(/^<([\dA-F]{4})> <([\dA-F]+)>$/gm)].map(
      ([, code = '', utf16 = '']) =>
        [code, Buffer.from(utf16, 'hex').swap16().toString('utf16le')] as const,
    );
    return [name, new Map(meanings)] as const;
  });
  return new Map(fonts);
}

function pageText(content: string, fonts: Map<string, Map<string, string>>): string {
  let font = new Map<string, string>();
  let text = '';
  for (const [token, name, far, , glyphs] of content.matchAll(
    /\/(F\d+) [\d.]+ Tf|(-?[\d.]+)(?=<)|\bT(d|m|\*)\b|<([\dA-F]+)>/g,
  )) {
    if (name !== undefined) font = fonts.get(name) ?? font;
    else if (far !== undefined) text += Number(far) < BLANK ? ' ' : '';
    else if (glyphs === undefined) text += token === 'Td' && text !== '' ? '\n' : '';
    else for (const code of glyphs.match(/.{4}/g) ?? []) text += font.get(code) ?? '';
  }
  return text;
}
