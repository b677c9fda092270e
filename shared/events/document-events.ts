import type { Callback, CallbackStatus } from '../docs/callback.ts';
import type { ErrorCode } from '../errors.ts';
import { fieldsWithin, jsonBytes } from '../fit.ts';
import { idOfSource } from '../ids.ts';
import type { StoredFile } from '../storage/rows/builds.ts';
import { type CopiedDocument, NO_FILES, type SaveFiles } from '../storage/rows/saves.ts';
import type { DetailType, GatewayEvent } from './events.ts';

/** EventBridge accepts 256 KB. A callback above this size loses every field above `MAX_FIELD_BYTES`. */
const MAX_FIELDS_BYTES = 200 * 1024;
const MAX_FIELD_BYTES = 8 * 1024;

const DETAIL_TYPES: Record<CallbackStatus, DetailType> = {
  1: 'Document Editing',
  2: 'Document Saved',
  3: 'Document Save Failed',
  4: 'Document Closed',
  6: 'Document Saved',
  7: 'Document Save Failed',
};

export type ToldCallback = {
  tenant: string;
  /** The callback's own id, the same for every repetition. */
  fact: string;
  callback: Callback;
  query: Record<string, string>;
  queryOmitted?: true;
};

/** The event of one callback; its correlation id is the key of the document. */
export function callbackTold(told: ToldCallback, files: SaveFiles): GatewayEvent {
  return eventOf(told, DETAIL_TYPES[told.callback.status], told.fact, { files });
}

/** Why the files of a callback are not kept. */
export type Loss = { code: ErrorCode; detail: string };

/** The event of a callback whose files could not be copied. A later copy has an event of its own. */
export function documentLost(told: ToldCallback, error: Loss): GatewayEvent {
  const { tenant, fact, callback } = told;
  const id = idOfSource(callback.time, 'lost', tenant, fact);
  return eventOf(told, 'Document Save Failed', id, { files: NO_FILES, error });
}

function eventOf(
  { tenant, callback, query, queryOmitted }: ToldCallback,
  detailType: DetailType,
  id: string,
  { files, ...others }: { files: SaveFiles; error?: Loss },
): GatewayEvent {
  return {
    detailType,
    metadata: { id, version: '1', tenant, correlationId: callback.key },
    data: {
      ...fitting(callback.facts),
      query,
      ...(queryOmitted && { queryOmitted }),
      forgotten: false,
      files: withoutVersions(files),
      ...others,
    },
  };
}

/** The event of a forgotten file that was fetched. No callback told of it, so nothing else is known. */
export function forgottenKept(tenant: string, fact: string, kept: CopiedDocument): GatewayEvent {
  const { key, lastsave, files } = kept;
  const filetype = files.document.name.slice(files.document.name.lastIndexOf('.') + 1);
  return {
    detailType: 'Document Saved',
    metadata: { id: fact, version: '1', tenant, correlationId: key },
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
  return fieldsWithin(fields, MAX_FIELD_BYTES).fields;
}
