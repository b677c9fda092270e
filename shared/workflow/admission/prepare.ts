import type { BuildSource } from '../../build/build.ts';
import { replaceInArgument, replaceInScript } from '../../build/inputs.ts';
import type { BuildRequest } from '../../build/request.ts';
import { isUrl } from '../../build/request-files.ts';
import { MAX_INLINE_SCRIPT_BYTES, whyNotInstrumentable } from '../../build/script.ts';
import { inputLink } from '../../build/script-links.ts';
import { GatewayError } from '../../errors.ts';
import { utf8Length } from '../../json.ts';
import { checkArgument } from '../../schema/check-argument.ts';
import type { Stage } from '../../storage/objects/keys.ts';
import type { SourceRequest, Staging } from '../../storage/objects/staging.ts';
import { readTemplateSchema } from '../../storage/objects/templates.ts';
import type { AdmissionDeps } from './admission-deps.ts';
import { findInputs, requireInput } from './find-inputs.ts';
import { findScript } from './find-script.ts';
import { requireKeysFit } from './key-lengths.ts';

/** The identifiers of a build that is not stored yet; its links and staged files are named after them. */
export type NewBuild = Stage & { tenant: string; id: string; capability: string };

type Prepared = { staging: Staging; source: BuildSource };

/** Docs passes an argument on as one argument of a process. Linux allows 128 KiB for it. */
const MAX_STAGED_ARGUMENT_BYTES = 131_071 - '--argument='.length;

/**
 * Finds a request's script and inputs and prepares the files to stage. URLs are only checked:
 * `fetch-sources` fetches them when the build is stored.
 *
 * @throws {GatewayError} REQUEST_INVALID, TEMPLATE_NOT_FOUND, TEMPLATE_INVALID, ARGUMENT_INVALID,
 *   INPUT_NOT_FOUND, SCRIPT_INVALID, SCRIPT_TOO_LARGE, SOURCE_REFUSED
 */
export async function prepare(
  deps: Pick<AdmissionDeps, 'bucket' | 'sourceRules' | 'publicUrl'>,
  request: BuildRequest,
  build: NewBuild,
  maxInlineBytes = MAX_INLINE_SCRIPT_BYTES,
): Promise<Prepared> {
  requireKeysFit(request, build.tenant);
  const reading = readSchema(deps.bucket, request);
  const { text, url, source } = await findScript(deps, request, maxInlineBytes);
  const obstacle = request.debug ? whyNotInstrumentable(text ?? '') : undefined;
  if (obstacle) throw obstacle;
  const schema = await reading;
  if (schema) await checkArgument(schema, request.argument);
  const inputs = await findInputs(deps, request, build, text ?? '');
  const linkTo = (name: string) => inputLink(deps.publicUrl, build, requireInput(inputs, name));
  return {
    source,
    staging: {
      script: text && replaceInScript(text, linkTo),
      argument: argumentOf(request, linkTo),
      inputs: Object.keys(inputs).length > 0 ? inputs : undefined,
      request: sourceRequestOf(request, url),
    },
  };
}

/** Reads the schema of a template beside its script. */
function readSchema(bucket: AdmissionDeps['bucket'], { template }: BuildRequest) {
  if (template === undefined) return undefined;
  const reading = readTemplateSchema(bucket, template);
  reading.catch(() => {}); // an error of the script is reported instead; without one, this one is awaited
  return reading;
}

/** The URLs that `fetch-sources` fetches; undefined when there are none. */
function sourceRequestOf(request: BuildRequest, url?: string): SourceRequest | undefined {
  const inputs = Object.fromEntries(
    Object.entries(request.inputs ?? {}).filter(([, from]) => isUrl(from)),
  );
  if (url === undefined && Object.keys(inputs).length === 0) return undefined;
  return { url, inputs };
}

/** @throws {GatewayError} REQUEST_INVALID when links make the argument longer than Docs accepts */
function argumentOf({ argument }: BuildRequest, linkTo: (name: string) => string) {
  if (argument === undefined) return undefined;
  const text = JSON.stringify(replaceInArgument(argument, linkTo));
  if (utf8Length(text) <= MAX_STAGED_ARGUMENT_BYTES) return text;
  const rule = `must be at most ${MAX_STAGED_ARGUMENT_BYTES} bytes with links in the place of its inputs`;
  throw new GatewayError('REQUEST_INVALID', `The argument ${rule}.`, {
    errors: [{ pointer: '/argument', detail: rule }],
  });
}
