import { deepEqual, equal, ok } from 'node:assert/strict';
import { type DocumentEventData, type Editing, sha256Of } from '../docs/editing.ts';
import type { Gateway } from './gateway.ts';

/** Reads what the gateway kept of a document. */
export function keptFiles({ outputs: { bucket } }: Gateway, editing: Editing) {
  return {
    /** Checks that the files of an event are in the bucket, as the event says. @returns their bytes */
    async filesOf({ files, key }: DocumentEventData, tenant: string, lastsave: unknown) {
      const contents: Record<string, Buffer> = {};
      for (const file of Object.values(files)) {
        if (!file) continue;
        const bytes = await editing.read(file.key);
        equal(file.key, `documents/${tenant}/${key}/${lastsave}/${file.name}`);
        deepEqual([file.bucket, file.size, file.sha256], [bucket, bytes.length, sha256Of(bytes)]);
        ok(!('url' in file) && !('versionId' in file));
        contents[file.name] = bytes;
      }
      return contents;
    },
  };
}

/** A file's bytes, read as JSON. */
export const json = (bytes: Buffer | undefined) => JSON.parse(String(bytes));
