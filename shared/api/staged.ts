import { inputNameIn } from '../build/script-links.ts';
import { GatewayError } from '../errors.ts';
import { EMPTY_DOCUMENT, namesFrom } from '../script/diagnosis/names.ts';
import { kindInBytes, START_BYTES } from '../script/input-kind.ts';
import { type Bucket, readStart, readText } from '../storage/objects/bucket.ts';
import { keys } from '../storage/objects/keys.ts';
import type { InputMap } from '../storage/objects/staging.ts';
import type { StoredBuild } from '../storage/rows/builds.ts';
import { kindOfReadInput, noteReadInput } from '../storage/rows/read-inputs.ts';
import type { Table } from '../storage/table/table.ts';
import type { Answer } from './answer.ts';

/** What Docs is sent to: an object, and the name it is saved by. */
export type Staged = { key: string; versionId?: string; name: string };

/** The script of a build, or the one that reports what it does. */
export function findScript(build: StoredBuild): Staged {
  const token = build.diagnosis?.token ?? build.debugToken;
  const key =
    token === undefined ? keys.stagedScript(build) : keys.instrumentedScript(build, token);
  return { key, name: 'script.docbuilder' };
}

/** Notes what Docs requests of a build's inputs, for the warnings of the build. */
export async function noteRead(
  table: Table,
  bucket: Bucket,
  build: StoredBuild,
  { name, ...object }: Staged,
): Promise<void> {
  const { inputsRead } = build;
  if (!inputsRead || kindOfReadInput(inputsRead, name)) return;
  const start = await readStart(bucket, object, START_BYTES);
  await noteReadInput(table, build, name, kindInBytes(start));
}

/** The answer to a request for the document that an instrumented script opens once it has failed, if it is one. */
export function emptyDocument(build: StoredBuild, name: string): Answer | undefined {
  const token = build.diagnosis?.token ?? build.debugToken;
  if (token === undefined) return undefined;
  if (name !== namesFrom(token).emptyDocument) return undefined;
  return { headers: { 'content-type': 'application/rtf' }, bytes: Buffer.from(EMPTY_DOCUMENT) };
}

/**
 * @param segment the last of an input's link, decoded
 * @throws {GatewayError} NOT_FOUND when the build has no inputs, or none of that name
 */
export async function findInput(
  bucket: Bucket,
  build: StoredBuild,
  segment: string,
): Promise<Staged> {
  const name = inputNameIn(segment);
  const staged = await readText(bucket, keys.stagedInputs(build));
  const inputs: InputMap = staged === undefined ? {} : JSON.parse(staged);
  const object = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (!object) throw new GatewayError('NOT_FOUND', 'The build has no such input.');
  return { ...object, name };
}
