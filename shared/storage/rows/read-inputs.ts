import { sha256Hex } from '../../ids.ts';
import type { InputKind } from '../../script/input-kind.ts';
import { append, doesNotContain, equals, isPresent } from '../table/expressions.ts';
import { changeIf } from '../table/items.ts';
import type { Table } from '../table/table.ts';
import { buildKey, type StoredBuild } from './builds.ts';

/** The notes in a build's row: for each input that Docs has requested, a digest of its name, `:` and its kind. */
type Notes = readonly string[];

/** A name may be long, and a row should be short. */
const digestOf = (name: string) => sha256Hex(name).slice(0, 12);

/** What an input is that Docs has requested; undefined if Docs has not requested it. */
export function kindOfReadInput(notes: Notes, name: string): InputKind | undefined {
  const start = `${digestOf(name)}:`;
  const note = notes.find((one) => one.startsWith(start));
  return note?.slice(start.length) as InputKind | undefined;
}

/** Notes that Docs has requested an input of a running build. */
export async function noteReadInput(
  table: Table,
  { tenant, id }: StoredBuild,
  name: string,
  kind: InputKind,
): Promise<void> {
  const note = `${digestOf(name)}:${kind}`;
  await changeIf(
    table,
    buildKey(tenant, id),
    [append('inputsRead', note)],
    [equals('status', 'running'), isPresent('inputsRead'), doesNotContain('inputsRead', note)],
  );
}
