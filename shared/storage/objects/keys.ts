import { sha256Hex } from '../../ids.ts';

/**
 * Where a request is staged. When two requests use one id at the same time, each has another folder
 * (`stage`), and the build's row names the folder of the request that was accepted.
 */
export type Stage = { run: string; stage: string };

const folder = ({ run, stage }: Stage) => `scripts/${run}/${stage}/`;

/** An S3 key has 1,024 bytes at most; this leaves half of them for the rest of the key. */
const MAX_FOLDER_BYTES = 512;

/**
 * The path segment of a document's key; different keys have different segments. Letters, digits, ".",
 * "_", "=" and "-" stay; every other byte becomes `~` and two hex digits. A segment longer than 512 bytes
 * is replaced by the SHA-256 of the key's JSON.
 */
export function documentFolder(key: string): string {
  // A key without letters and digits is escaped completely: it may be `.` or `..`.
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

/** The script of a template, the schema of its argument, and an argument that matches it. */
export type TemplateSuffix = 'docbuilder' | 'js' | 'schema.json' | 'sample.json';

/** All S3 keys of the gateway's bucket. */
export const keys = {
  templateFolder: 'templates/',
  template: (name: string, suffix: TemplateSuffix) => `templates/${name}.${suffix}`,
  templateFile: (template: string, name: string) => `templates/${template}/${name}`,
  input: (tenant: string, path: string) => `inputs/${tenant}/${path}`,
  stagedFolder: (run: string) => `scripts/${run}/`,
  stagedScript: (stage: Stage) => `${folder(stage)}script.docbuilder`,
  /** A script that reports where it fails, and what leads from its report to places in the script. */
  instrumentedScript: (stage: Stage, token: string) => `${folder(stage)}${token}.docbuilder`,
  placeTable: (stage: Stage, token: string) => `${folder(stage)}${token}.json`,
  stagedArgument: (stage: Stage) => `${folder(stage)}argument.json`,
  /** The objects of the inputs: `{ "<name>": { key, versionId? } }`. */
  stagedInputs: (stage: Stage) => `${folder(stage)}inputs.json`,
  /** The URLs of the request that must be fetched. */
  stagedRequest: (stage: Stage) => `${folder(stage)}request.json`,
  /** Exists once all URLs of the request have been fetched. */
  fetchedMarker: (stage: Stage) => `${folder(stage)}fetched`,
  stagedInput: (stage: Stage, index: number) => `${folder(stage)}inputs/${index}`,
  resultFolder: (tenant: string) => `results/${tenant}/`,
  result: (tenant: string, id: string, name: string) => `results/${tenant}/${id}/${name}`,
  /** The claims of a callback of Docs, until its files are copied. */
  callback: (tenant: string, callbackId: string) => `callbacks/${tenant}/${callbackId}.json`,
  saved: (tenant: string, document: string, lastsave: string, name: string) =>
    `documents/${tenant}/${documentFolder(document)}/${lastsave}/${name}`,
  /** Names a document's newest save. */
  latest: (tenant: string, document: string) =>
    `documents/${tenant}/${documentFolder(document)}/latest.json`,
};
