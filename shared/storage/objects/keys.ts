import { sha256Hex } from '../../ids.ts';

/**
 * Where one door staged one request. A run may be staged more than once, when two senders use one id at
 * the same time; the row names the stage that won, and no other can touch it.
 */
export type Stage = { run: string; stage: string };

const folder = ({ run, stage }: Stage) => `scripts/${run}/${stage}/`;

/** Leaves more than 300 bytes of an S3 key's 1,024 for what surrounds it. */
const MAX_FOLDER_BYTES = 512;

/**
 * The path segment of a document's key, the same for no two keys. A key of letters, digits, ".", "_",
 * "=" and "-" is its own; in any other each byte that is none of these becomes `~` and two hex digits.
 * What is then longer than 512 bytes is named by the SHA-256 of the key's JSON.
 */
export function documentFolder(key: string): string {
  // A key without a letter or digit is escaped whole: it may be `.` or `..`.
  const plain = /[0-9A-Za-z]/.test(key) ? /[0-9A-Za-z._=-]/ : /[0-9A-Za-z]/;
  const escaped = key.isWellFormed()
    ? Array.from(Buffer.from(key), (byte) => escapedByte(byte, plain)).join('')
    : undefined;
  if (escaped !== undefined && escaped.length <= MAX_FOLDER_BYTES) return escaped;
  return `~sha256-${sha256Hex(JSON.stringify(key))}`;
}

function escapedByte(byte: number, plain: RegExp): string {
  const character = String.fromCharCode(byte);
  return plain.test(character) ? character : `~${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Every S3 key of the gateway's one bucket is made here. */
export const keys = {
  template: (name: string, suffix: 'docbuilder' | 'js') => `templates/${name}.${suffix}`,
  templateFile: (template: string, name: string) => `templates/${template}/${name}`,
  input: (tenant: string, path: string) => `inputs/${tenant}/${path}`,
  stagedFolder: (run: string) => `scripts/${run}/`,
  stagedScript: (stage: Stage) => `${folder(stage)}script.docbuilder`,
  stagedArgument: (stage: Stage) => `${folder(stage)}argument.json`,
  /** The inputs' names and the objects they stand for: `{ "<name>": { key, versionId? } }`. */
  stagedInputs: (stage: Stage) => `${folder(stage)}inputs.json`,
  /** What of a request has still to be fetched, where it names a URL. */
  stagedRequest: (stage: Stage) => `${folder(stage)}request.json`,
  /** Stands when all that the request names by URL has been fetched. */
  stagedMark: (stage: Stage) => `${folder(stage)}fetched`,
  stagedInput: (stage: Stage, index: number) => `${folder(stage)}inputs/${index}`,
  resultFolder: (tenant: string) => `results/${tenant}/`,
  result: (tenant: string, id: string, name: string) => `results/${tenant}/${id}/${name}`,
  /** What Docs said in one callback, until it is kept. */
  callback: (tenant: string, callbackId: string) => `callbacks/${tenant}/${callbackId}.json`,
  saved: (tenant: string, document: string, lastsave: string, name: string) =>
    `documents/${tenant}/${documentFolder(document)}/${lastsave}/${name}`,
  /** Names a document's newest save. */
  latest: (tenant: string, document: string) =>
    `documents/${tenant}/${documentFolder(document)}/latest.json`,
};
