import { create } from 'content-disposition';

/** A Content-Disposition header with the file's name, which may have any characters. */
export function dispositionOf(name: string, type: 'attachment' | 'inline' = 'attachment'): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return create(last.toWellFormed(), { type });
}
