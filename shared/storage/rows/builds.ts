import type {
  BuildError,
  BuildFile,
  BuildLog,
  BuildSource,
  BuildStatus,
  BuildWarning,
  Origin,
  Priority,
} from '../../build/build.ts';
import { isAbsent } from '../table/expressions.ts';
import { getItem, peekAtItem } from '../table/items.ts';
import type { Item, Table } from '../table/table.ts';
import { ROW_PREFIX } from '../table/table-schema.ts';
import type { Put } from '../table/transaction.ts';

/** A file of a build, with the version of its object. */
export type StoredFile = Omit<BuildFile, 'url'> & { versionId: string };

/** Docs' final answer: the names of the files that it saved. A build with an answer cannot be cancelled. */
export type DocsAnswer = { files: string[] };

/** Docs is asked for an instrumented script of a build that failed, to find where it failed. */
export type Diagnosis = {
  /** Secret: names the instrumented script, its report and the report's member of `GlobalVariable`. */
  token: string;
  /** When Docs was first asked for it, RFC 3339. */
  since: string;
  /** With which the build ends if no place is found. */
  error: BuildError;
  /** Whether it is the last run: Docs ended the first one without a report, and this one looks for a loop. */
  looksForLoop?: boolean;
};

/** What identifies a build and its run. */
export type BuildRun = { tenant: string; id: string; run: string };

/** A build's row. Times are RFC 3339; a time is absent until its event happens. */
export type StoredBuild = {
  tenant: string;
  id: string;
  run: string;
  /** The folder below `scripts/<run>/` that holds this build's staged files. */
  stage: string;
  /** The secret part of the links that Docs fetches. */
  capability: string;
  status: BuildStatus;
  origin: Origin;
  /** The `sub` of the token that created it. */
  subject?: string;
  correlationId: string;
  source: BuildSource;
  /** SHA-256 of the request: a repeated request has the same. */
  fingerprint: string;
  idempotencyKey?: string;
  hasArgument: boolean;
  /** Whether a URL of the request must be fetched before the build waits for a slot. */
  fetches: boolean;
  outputs: Record<string, string>;
  metadata: Record<string, string>;
  /** Absent: normal. Version 0.1 did not store it. */
  priority?: Priority;
  warnings: BuildWarning[];
  createdAt: string;
  /** When all URLs of the request were fetched. */
  fetchedAt?: string;
  startedAt?: string;
  endedAt?: string;
  /** The latest time at which it ends. */
  deadline: string;
  /** Docs' key of the build, if it is not the run name. */
  docsKey?: string;
  /** The slot that the build took when it started. A build that version 0.1 started has none. */
  slot?: number;
  /** When Docs was first asked for that key. Absent: Docs was never asked, if the build has a `slot`. */
  askedSince?: string;
  /** Whether Docs could not be reached when it was last asked. */
  docsUnreached?: boolean;
  /** While `docsUnreached`: since when. Absent in builds of version 0.1.0: since `askedSince`. */
  unreachedSince?: string;
  /** What Docs has requested of its inputs: `read-inputs.ts` writes it. Absent for a build without inputs. */
  inputsRead?: string[];
  answer?: DocsAnswer;
  /** Only of a build with `debug`, whose script is instrumented: as `token` of a diagnosis. */
  debugToken?: string;
  diagnosis?: Diagnosis;
  logs?: BuildLog[];
  files?: StoredFile[];
  error?: BuildError;
  /** When the row expires, in seconds since 1970. */
  expiresAt: number;
};

/** Docs' key of a build. */
export function docsKeyOf(build: StoredBuild): string {
  return build.docsKey ?? build.run;
}

export const buildKey = (tenant: string, id: string) => ({
  pk: `${ROW_PREFIX.build}${tenant}#${id}`,
  sk: 'BUILD',
});

/** Reads a build's row, strongly consistent; undefined if the build was erased. */
export async function getBuild(
  table: Table,
  tenant: string,
  id: string,
): Promise<StoredBuild | undefined> {
  const row = await getRow(table, tenant, id);
  return row && !row.erased ? row : undefined;
}

/**
 * Reads a build's row at half the price: perhaps as it was a moment ago, so that a build may seem to run that has
 * ended, or to be missing that was accepted just now.
 */
export async function peekAtBuild(
  table: Table,
  tenant: string,
  id: string,
): Promise<StoredBuild | undefined> {
  const item = await peekAtItem(table, buildKey(tenant, id));
  const row = item && withoutIndexKeys(item);
  return row && !row.erased ? row : undefined;
}

/** Reads a build's row, or the tombstone of an erased build, which reserves the id. */
export async function getRow(
  table: Table,
  tenant: string,
  id: string,
): Promise<(StoredBuild & { erased?: boolean }) | undefined> {
  const item = await getItem(table, buildKey(tenant, id));
  return item && withoutIndexKeys(item);
}

/** The write that creates a build's row, part of the transaction that accepts it; fails if the id is taken. */
export function putBuild(build: StoredBuild): Put {
  return {
    put: { ...buildKey(build.tenant, build.id), ...indexKeys(build), ...build },
    if: [isAbsent('pk')],
  };
}

export function withoutIndexKeys(item: Item): StoredBuild & { erased?: boolean } {
  const { pk, sk, tenantKey, createdKey, correlationKey, template, ...build } = item;
  return build as StoredBuild;
}

/** The keys of the indexes, and `template` again at the top level: an index cannot project nested names. */
function indexKeys(build: StoredBuild) {
  return {
    tenantKey: build.tenant,
    createdKey: `${build.createdAt}#${build.id}`,
    correlationKey: `${build.tenant}#${build.correlationId}`,
    template: build.source.template,
  };
}
