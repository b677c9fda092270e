import type { BuildStatus } from '../../build/build.ts';
import { type Condition, equals, isAbsent, isPresent, setFields } from '../table/expressions.ts';
import { changeIf } from '../table/items.ts';
import type { Table } from '../table/table.ts';
import type { Change } from '../table/transaction.ts';
import { buildKey, type StoredBuild, withoutIndexKeys } from './builds.ts';

export type BuildChange = {
  /** Attributes to set; one that is undefined keeps its value. */
  set: Partial<StoredBuild>;
  /** The status the row must have. */
  from: BuildStatus;
  /** Whether the row must have an answer of Docs; undefined for either. */
  answered?: boolean;
  /** Whether the row must have `askedSince`; undefined for either. */
  asked?: boolean;
  /** The build as Docs was asked for it: the row must have the same `docsKey`, or none; undefined for any. */
  underKeyOf?: Pick<StoredBuild, 'docsKey'>;
};

/** A conditional write on a build's row, part of a transaction. */
export function changeBuild(tenant: string, id: string, change: BuildChange): Change {
  return { change: buildKey(tenant, id), by: setFields(change.set), if: conditionsOf(change) };
}

/**
 * Changes a build's row if it is as `change` requires.
 *
 * @returns the row after the change; null if it was not
 */
export async function tryChangeBuild(
  table: Table,
  tenant: string,
  id: string,
  change: BuildChange,
): Promise<StoredBuild | null> {
  const by = setFields(change.set);
  const row = await changeIf(table, buildKey(tenant, id), by, conditionsOf(change));
  return row ? withoutIndexKeys(row) : null;
}

function conditionsOf({ from, answered, asked, underKeyOf }: BuildChange): Condition[] {
  return [
    equals('status', from),
    ...presence('answer', answered),
    ...presence('askedSince', asked),
    ...(underKeyOf ? [sameKey(underKeyOf)] : []),
  ];
}

function sameKey({ docsKey }: Pick<StoredBuild, 'docsKey'>): Condition {
  return docsKey === undefined ? isAbsent('docsKey') : equals('docsKey', docsKey);
}

function presence(field: keyof StoredBuild, wanted: boolean | undefined): Condition[] {
  if (wanted === undefined) return [];
  return [wanted ? isPresent(field) : isAbsent(field)];
}
