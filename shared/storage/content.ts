import { create } from 'content-disposition';
import mime from 'mime';

/** Formats of Docs that the registry of media types does not know by their suffix. */
const DOCS_TYPES: Record<string, string> = {
  docxf: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.docxf',
  oform: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.oform',
  fb2: 'application/x-fictionbook+xml',
  docbuilder: 'text/javascript',
};

/** The media type of a file, by its name. */
export function contentTypeOf(name: string): string {
  const suffix = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const own = Object.hasOwn(DOCS_TYPES, suffix) ? DOCS_TYPES[suffix] : undefined;
  return own ?? mime.getType(name) ?? 'application/octet-stream';
}

/** A Content-Disposition header that saves, or shows, a file under its own name in any script. */
export function dispositionOf(name: string, type: 'attachment' | 'inline' = 'attachment'): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return create(last.toWellFormed(), { type });
}
