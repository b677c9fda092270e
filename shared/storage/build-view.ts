import type { Build, BuildError, BuildFile } from '../build/build.ts';
import { withoutQuotes } from '../build/warning-texts.ts';
import { linkTo } from './file-links.ts';
import type { Bucket } from './objects/bucket.ts';
import { objectExists } from './objects/link.ts';
import type { StoredBuild, StoredFile } from './rows/builds.ts';

/**
 * A build as lists and events show it, without links and logs.
 *
 * @param seesScript whether warnings may quote the script: by default not that of a template
 */
export function viewBuild(build: StoredBuild, seesScript = isOfCaller(build)): Build {
  return {
    id: build.id,
    tenant: build.tenant,
    status: build.status,
    origin: build.origin,
    correlationId: build.correlationId,
    source: build.source,
    createdAt: build.createdAt,
    startedAt: build.startedAt ?? null,
    endedAt: build.endedAt ?? null,
    metadata: build.metadata,
    priority: build.priority ?? 'normal',
    files: (build.files ?? []).map(viewFile),
    warnings: seesScript ? build.warnings : withoutQuotes(build.warnings),
    logs: [],
    error: build.error ? withColumn(build.error) : null,
  };
}

function isOfCaller({ source }: StoredBuild): boolean {
  return source.template === undefined;
}

/** A build that failed before version 0.2 has no column. */
function withColumn({ at, ...error }: BuildError): BuildError {
  return { ...error, at: at && { ...at, column: at.column ?? 1 } };
}

type ViewOptions = {
  /** Whether the caller may read what the script wrote to the console, and quotes of the script. */
  seesScript?: boolean;
  /** Whether the files are known to exist; then S3 is not asked. */
  knowsFiles?: boolean;
};

/** A single build, each file with a fresh link; the link is null if the file no longer exists. */
export async function viewBuildWithLinks(
  bucket: Bucket,
  build: StoredBuild,
  { seesScript = isOfCaller(build), knowsFiles = false }: ViewOptions = {},
): Promise<Build> {
  const view = async (file: StoredFile) =>
    knowsFiles
      ? { ...viewFile(file), url: await linkTo(bucket.s3, file) }
      : viewFileWithLink(bucket, file);
  const files = await Promise.all((build.files ?? []).map(view));
  return { ...viewBuild(build, seesScript), files, logs: seesScript ? (build.logs ?? []) : [] };
}

/** A single file with a fresh link; the link is null if the file no longer exists. */
export async function viewFileWithLink({ s3 }: Bucket, file: StoredFile): Promise<BuildFile> {
  return { ...viewFile(file), url: await linkOf(s3, file) };
}

async function linkOf(s3: Bucket['s3'], file: StoredFile): Promise<string | null> {
  if (!(await objectExists(s3, file))) return null;
  return linkTo(s3, file);
}

/** A file as lists and events show it, without a link. */
export function viewFile({ versionId, ...file }: StoredFile): BuildFile {
  return file;
}
