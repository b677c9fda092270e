import type {
  BuildError,
  BuildFile,
  BuildSource,
  BuildStatus,
  BuildWarning,
  Origin,
} from '../../build/build.ts';
import { type Condition, equals, isAbsent, isPresent, setFields } from './expressions.ts';
import { changeIf, getItem, type Item, type Table } from './table.ts';
import { ROW_PREFIX } from './table-schema.ts';
import type { Change, Put } from './transaction.ts';

/** A file of a build and the version of the object it wrote. */
export type StoredFile = Omit<BuildFile, 'url'> & { versionId: string };

/** What Docs said last of a build: the names of the files it saved. Once it stands, no cancel is possible. */
export type DocsAnswer = { files: string[] };

/** The names of a build that everything about it is found by. */
export type BuildRun = { tenant: string; id: string; run: string };

/** A build's row. Times are RFC 3339; what is absent has not happened. */
export type StoredBuild = {
  tenant: string;
  id: string;
  run: string;
  /** Names the folder below `scripts/<run>/` that this build was staged in. */
  stage: string;
  /** What a link for Docs must know. */
  capability: string;
  status: BuildStatus;
  origin: Origin;
  /** The `sub` of the token it was made with. */
  subject?: string;
  correlationId: string;
  source: BuildSource;
  /** SHA-256 of the request, to tell a repetition from another request. */
  fingerprint: string;
  idempotencyKey?: string;
  hasArgument: boolean;
  /** Whether a URL of the caller's has to be fetched before Docs is asked. */
  fetches: boolean;
  outputs: Record<string, string>;
  metadata: Record<string, string>;
  warnings: BuildWarning[];
  createdAt: string;
  startedAt?: string;
  endedAt?: string;
  /** When it ends at the latest. */
  deadline: string;
  /** The key Docs knows it by, where that is not the run name. */
  docsKey?: string;
  /** Since when that key is asked for, where that is not `startedAt`. */
  askedSince?: string;
  /** Whether Docs could not be reached at the first question, and has not answered since. */
  docsUnreached?: boolean;
  answer?: DocsAnswer;
  files?: StoredFile[];
  error?: BuildError;
  /** Seconds since 1970 at which the row goes. */
  expiresAt: number;
};

/** The key that Docs knows a build by. */
export function docsKeyOf(build: StoredBuild): string {
  return build.docsKey ?? build.run;
}

export const buildKey = (tenant: string, id: string) => ({
  pk: `${ROW_PREFIX.build}${tenant}#${id}`,
  sk: 'BUILD',
});

/** Reads a build's row as it is now; an erased build is none. */
export async function getBuild(
  table: Table,
  tenant: string,
  id: string,
): Promise<StoredBuild | undefined> {
  const row = await getRow(table, tenant, id);
  return row && !row.erased ? row : undefined;
}

/** The row even where its build was erased: its id stays taken. */
export async function getRow(
  table: Table,
  tenant: string,
  id: string,
): Promise<(StoredBuild & { erased?: boolean }) | undefined> {
  const item = await getItem(table, buildKey(tenant, id));
  return item && withoutIndexKeys(item);
}

/** The write that makes a build, part of the door's transaction: refused when its id is taken. */
export function putBuild(build: StoredBuild): Put {
  return {
    put: { ...buildKey(build.tenant, build.id), ...indexKeys(build), ...build },
    if: [isAbsent('pk')],
  };
}

export type BuildChange = {
  /** Attributes to set; one that is undefined is left alone. */
  set: Partial<StoredBuild>;
  /** The status the row must have. */
  from: BuildStatus;
  /** Whether Docs' answer must be there, must not be, or does not matter. */
  answered?: boolean;
};

/** A conditional write on a build's row, part of a transaction. */
export function changeBuild(tenant: string, id: string, change: BuildChange): Change {
  return { change: buildKey(tenant, id), by: setFields(change.set), if: conditionsOf(change) };
}

/**
 * Writes to a build's row if it is as the change says.
 *
 * @returns the row afterwards, or null when it was not as the change says
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

export function withoutIndexKeys(item: Item): StoredBuild & { erased?: boolean } {
  const { pk, sk, tenantKey, createdKey, correlationKey, template, ...build } = item;
  return build as StoredBuild;
}

/** What the lists are made from; `template` stands in the row again, for filters read no nested names. */
function indexKeys(build: StoredBuild) {
  return {
    tenantKey: build.tenant,
    createdKey: `${build.createdAt}#${build.id}`,
    correlationKey: `${build.tenant}#${build.correlationId}`,
    template: build.source.template,
  };
}

function conditionsOf({ from, answered }: BuildChange): Condition[] {
  const status = equals('status', from);
  if (answered === undefined) return [status];
  return [status, answered ? isPresent('answer') : isAbsent('answer')];
}
