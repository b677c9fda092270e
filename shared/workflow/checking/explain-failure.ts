import type { BuildError, BuildWarning } from '../../build/build.ts';
import { GatewayError, type ScriptPosition } from '../../errors.ts';
import type { ScriptError } from '../../script/check/script-error.ts';

type Known = ScriptError['code'];

/** Docs may know names that the check does not know, so a run of the script says it for certain. */
const UNCERTAIN: ReadonlySet<Known> = new Set(['METHOD_UNKNOWN', 'NAME_UNKNOWN']);
/** With these, Docs does not answer that the script failed. */
const NO_FAILURE: ReadonlySet<Known> = new Set([
  'LOOP_ENDLESS',
  'FILE_NAME_INVALID',
  'NOTHING_SAVED',
]);

/** The error of a build, and whether a run of the script may say more about it. */
export type Explained = { error: GatewayError; mayRunSayMore: boolean };

/** Explains the error of Docs by what can be read off the script. @param known null if that is nothing */
export function explainFailure(error: GatewayError, known: ScriptError | null): Explained {
  if (!known || !leadsTo(known.code, error)) return { error, mayRunSayMore: true };
  const { details, message } = error;
  const isCertain = !UNCERTAIN.has(known.code);
  const at = isCertain ? positionOf(known) : (details.at ?? positionOf(known));
  const code = error.code === 'DOCS_INTERNAL' ? 'SCRIPT_FAILED' : error.code;
  const explained = new GatewayError(code, isCertain ? known.detail : message, { ...details, at });
  return { error: explained, mayRunSayMore: !isCertain };
}

/** The error of a script that threw in an instrumented run. @param known null if nothing was read off it */
export function explainThrown(at: ScriptPosition, known: ScriptError | null): GatewayError {
  return explainFailure(new GatewayError('SCRIPT_FAILED', 'the script failed', { at }), known)
    .error;
}

export function positionOf({ at, message }: ScriptError): ScriptPosition | undefined {
  return at ? { ...at, message } : undefined;
}

function leadsTo(known: Known, { code, details }: GatewayError): boolean {
  if (code === 'SCRIPT_FAILED') return !NO_FAILURE.has(known);
  if (details.docsError === undefined) return false;
  if (code === 'BUILD_TIMEOUT') return known === 'LOOP_ENDLESS';
  return code === 'DOCS_INTERNAL' && known === 'FILE_NAME_INVALID';
}

/** An error at a line with an unknown name has the detail of that warning. */
export function withDetailOfWarning(error: BuildError, warnings: BuildWarning[]): BuildError {
  if (error.code !== 'SCRIPT_FAILED' || !error.at) return error;
  const { line } = error.at;
  const warning = warnings.find((one) => one.line === line && isUncertain(one));
  return warning ? { ...error, detail: warning.detail } : error;
}

function isUncertain({ code }: BuildWarning): boolean {
  return (UNCERTAIN as ReadonlySet<string>).has(code);
}
