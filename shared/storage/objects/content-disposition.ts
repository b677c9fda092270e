import { create } from 'content-disposition';

/** A Content-Disposition header that saves, or shows, a file under its own name in any script. */
export function dispositionOf(name: string, type: 'attachment' | 'inline' = 'attachment'): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return create(last.toWellFormed(), { type });
}
