import type { Callback } from '../docs/callback.ts';
import type { CallbackStatus } from '../docs/callback-status.ts';
import type { ErrorCode } from '../errors.ts';
import { fieldsWithin, jsonBytes, smallestFields } from '../fit-into-size.ts';
import { idOfSource } from '../ids.ts';
import type { StoredFile } from '../storage/rows/builds.ts';
import { type CopiedDocument, NO_FILES, type SaveFiles } from '../storage/rows/saves.ts';
import type { DetailType, GatewayEvent } from './bus.ts';

/**
 * EventBridge accepts 256 KB. Of a larger callback, fields above `MAX_FIELD_BYTES` are left out, and then the
 * largest of the others.
 */
const MAX_FIELDS_BYTES = 200 * 1024;
const MAX_FIELD_BYTES = 8 * 1024;
/** The fields that every event of a callback has; a key has at most 4 KB, and 24 KB as JSON. */
const KEPT_FIELDS = ['key', 'status'];

const DETAIL_TYPES: Record<CallbackStatus, DetailType> = {
  editing: 'Document Editing',
  saved: 'Document Saved',
  'save-failed': 'Document Save Failed',
  closed: 'Document Closed',
  'force-saved': 'Document Saved',
  'force-save-failed': 'Document Save Failed',
};

export type AnnouncedCallback = {
  tenant: string;
  /** The same for every repetition of the callback. */
  callbackId: string;
  callback: Pick<Callback, 'key' | 'status' | 'time' | 'publicFields'>;
  query: Record<string, string>;
  queryOmitted?: true;
};

/** The event of one callback; its correlation id is the key of the document. */
export function callbackReceived(received: AnnouncedCallback, files: SaveFiles): GatewayEvent {
  const { callback, callbackId } = received;
  return eventOf(received, DETAIL_TYPES[callback.status], callbackId, { files });
}

/** Why the files of a callback are not stored. */
export type Loss = { code: ErrorCode; detail: string };

/** The event of a callback whose files could not be copied. A later copy has its own event. */
export function documentLost(received: AnnouncedCallback, error: Loss): GatewayEvent {
  const { tenant, callbackId, callback } = received;
  const id = idOfSource(callback.time, 'lost', tenant, callbackId);
  return eventOf(received, 'Document Save Failed', id, { files: NO_FILES, error });
}

function eventOf(
  { tenant, callback, query, queryOmitted }: AnnouncedCallback,
  detailType: DetailType,
  id: string,
  { files, ...others }: { files: SaveFiles; error?: Loss },
): GatewayEvent {
  return {
    detailType,
    metadata: { id, version: '1', tenant, correlationId: callback.key },
    data: {
      ...fitting(callback.publicFields),
      query,
      ...(queryOmitted && { queryOmitted }),
      forgotten: false,
      files: withoutVersions(files),
      ...others,
    },
  };
}

/** The event of a forgotten file that was copied. It has no callback, and so none of its fields. */
export function forgottenCopied(tenant: string, id: string, copied: CopiedDocument): GatewayEvent {
  const { key, lastsave, files } = copied;
  const filetype = files.document.name.slice(files.document.name.lastIndexOf('.') + 1);
  return {
    detailType: 'Document Saved',
    metadata: { id, version: '1', tenant, correlationId: key },
    data: {
      key,
      filetype,
      lastsave,
      query: {},
      forgotten: true,
      files: withoutVersions(files),
    },
  };
}

function withoutVersions(files: SaveFiles) {
  return {
    document: withoutVersion(files.document),
    changes: withoutVersion(files.changes),
    history: withoutVersion(files.history),
    form: withoutVersion(files.form),
  };
}

function withoutVersion(file: StoredFile | null) {
  if (!file) return null;
  const { versionId, ...rest } = file;
  return rest;
}

function fitting(fields: Record<string, unknown>): Record<string, unknown> {
  if (jsonBytes(fields) <= MAX_FIELDS_BYTES) return fields;
  const { key } = fields;
  const small = { key, ...fieldsWithin(fields, MAX_FIELD_BYTES).fields };
  return smallestFields(small, MAX_FIELDS_BYTES, KEPT_FIELDS);
}
