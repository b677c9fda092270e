import type { BuildError } from '../build/build.ts';
import {
  codeOfName,
  ERRORS,
  type ErrorCode,
  type GatewayError,
  type ScriptPosition,
} from '../errors.ts';
import { readStepError } from '../step-error.ts';
import { type StoredBuild, type StoredFile, tryChangeBuild } from '../storage/rows/builds.ts';
import type { Table } from '../storage/rows/table.ts';

export function buildError(
  code: ErrorCode,
  detail: string,
  { docsError = null, at = null }: { docsError?: number | null; at?: ScriptPosition | null } = {},
): BuildError {
  return { code, docsError, retryable: ERRORS[code].retryable, detail, at };
}

export function buildErrorOf({ code, message, details }: GatewayError): BuildError {
  return buildError(code, message, details);
}

/**
 * What a build that a step gave up failed of.
 *
 * @param name as Step Functions reports it
 * @param cause the JSON that Lambda made of the error
 */
export function buildErrorOfStep(name: string, cause: string | undefined): BuildError {
  const { detail, docsError } = readStepError(name, cause);
  return buildError(codeOfName(name), detail, { docsError });
}

/** What the end of a running build says. */
export type Ending = {
  files: StoredFile[];
  error?: BuildError;
  warnings?: StoredBuild['warnings'];
};

/** The fields of a build that ends now. */
export function endingFields({ files, error, warnings }: Ending): Partial<StoredBuild> {
  const status = error ? 'failed' : 'succeeded';
  return { status, files, error, warnings, endedAt: new Date().toISOString() };
}

/**
 * Ends a running build, whoever comes first; its event hangs on this write.
 *
 * @returns the build, or null when it had ended before
 */
export async function endBuild(
  table: Table,
  build: StoredBuild,
  ending: Ending,
): Promise<StoredBuild | null> {
  return tryChangeBuild(table, build.tenant, build.id, {
    from: 'running',
    set: endingFields(ending),
  });
}
