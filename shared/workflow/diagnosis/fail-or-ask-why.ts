import type { GatewayError } from '../../errors.ts';
import { logError } from '../../log.ts';
import type { StoredBuild } from '../../storage/rows/builds.ts';
import { buildErrorOf, withoutPlace } from '../build-error.ts';
import { failBuild, type Outcome } from '../finish.ts';
import { askWhy, type WhyDeps } from './ask-why.ts';
import { type Begun, beginToDiagnose } from './begin-diagnosis.ts';

/** How Docs ended a build; `docsIsIdle`: Docs certainly does not work on it any more. */
export type Failure = { error: GatewayError; docsIsIdle: boolean };

/**
 * Ends a build that failed. If its script is to blame, the place is looked for first.
 *
 * @param argument the script's; undefined if it has none
 */
export async function failOrAskWhy(
  deps: WhyDeps,
  build: StoredBuild,
  failure: Failure,
  argument: unknown,
): Promise<Outcome> {
  const { error, docsIsIdle } = failure;
  if (!isOfScript(failure)) return failBuild(deps, build, buildErrorOf(error), docsIsIdle);
  const begun = await begin(deps, build, error);
  if ('asks' in begun) return askWhy(deps, begun.asks, argument);
  return failBuild(deps, build, begun.error, docsIsIdle);
}

/** What stops the search is a fault of ours; the build ends with the error of its script all the same. */
async function begin(deps: WhyDeps, build: StoredBuild, error: GatewayError): Promise<Begun> {
  const known = buildErrorOf(error);
  try {
    return await beginToDiagnose(deps, build, known);
  } catch (cause) {
    logError(cause);
    return { error: withoutPlace(known, 'the script could not be examined') };
  }
}

/** The script failed in Docs, or Docs stopped it because it ran too long. */
function isOfScript({ error: { code, details }, docsIsIdle }: Failure): boolean {
  if (!docsIsIdle || details.docsError === undefined) return false;
  return code === 'SCRIPT_FAILED' || code === 'BUILD_TIMEOUT';
}
