import {
  codeOfName,
  ERRORS,
  type ErrorCode,
  type GatewayError,
  type ScriptPosition,
} from '../errors.ts';
import { type StoredBuild, type StoredFile, tryChangeBuild } from '../storage/builds.ts';
import type { Table } from '../storage/table.ts';
import type { BuildError } from './build.ts';

export function errorOf(
  code: ErrorCode,
  detail: string,
  { docsError = null, at = null }: { docsError?: number | null; at?: ScriptPosition | null } = {},
): BuildError {
  return { code, docsError, retryable: ERRORS[code].retryable, detail, at };
}

export function errorOfGateway({ code, message, facts }: GatewayError): BuildError {
  return errorOf(code, message, facts);
}

/**
 * What a build that a step gave up failed of. Only an error of ours explains itself: other messages may
 * quote what nobody should read.
 *
 * @param name as Step Functions reports it
 * @param cause the JSON that Lambda made of the error
 */
export function errorOfStep(name: string, cause: string | undefined): BuildError {
  const code = codeOfName(name);
  const ours = Object.values(ERRORS).some((meaning) => meaning.name === name);
  const message = ours ? messageIn(cause) : undefined;
  if (message === undefined) return errorOf(code, `A step of the build ended with ${name}.`);
  return errorOf(code, message, { docsError: docsErrorIn(message) });
}

/** Of an error that a step throws only name and message arrive; the message ends in the number of Docs. */
function docsErrorIn(message: string): number | null {
  const [, number] = /\(error (-\d+)\)$/.exec(message) ?? [];
  return number === undefined ? null : Number(number);
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

function messageIn(cause: string | undefined): string | undefined {
  try {
    return (JSON.parse(cause ?? '') as { errorMessage?: string }).errorMessage;
  } catch {
    return undefined; // Not every cause is JSON; the name tells the rest.
  }
}
