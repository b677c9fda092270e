import type { BuildSource, BuildWarning } from '../build/build.ts';
import { referencedInputs, replaceInArgument, replaceInScript } from '../build/inputs.ts';
import type { BuildRequest } from '../build/request.ts';
import { isObjectName, isUrl, MAX_KEY_BYTES } from '../build/request-files.ts';
import {
  MAX_INLINE_SCRIPT_BYTES,
  MAX_TEMPLATE_BYTES,
  readScript,
  requireSize,
} from '../build/script.ts';
import { inputLink } from '../build/script-links.ts';
import { scriptWarnings } from '../build/script-warnings.ts';
import { GatewayError, isGatewayError } from '../errors.ts';
import { sha256Hex } from '../ids.ts';
import { utf8Length } from '../json.ts';
import { pointerTo } from '../json-pointer.ts';
import { checkSourceUrl } from '../sources/source-url.ts';
import { findObject, readObject } from '../storage/objects/bucket.ts';
import { keys, type Stage } from '../storage/objects/keys.ts';
import type { InputMap, Staging } from '../storage/objects/staging.ts';
import type { AdmissionDeps } from './admission-deps.ts';
import { requireRoomForKeys } from './key-lengths.ts';

export type Linked = Stage & { tenant: string; id: string; capability: string };

type Source = { text?: string; url?: string; source: BuildSource };
type Prepared = { staging: Staging; source: BuildSource; warnings: BuildWarning[] };

/** Docs hands an argument on as one argument of a process, for which Linux has 128 KiB. */
const MAX_STAGED_ARGUMENT_BYTES = 131_071 - '--argument='.length;

/**
 * Finds a request's script and inputs and makes of them what will be staged. What has a URL is only
 * looked at: `fetch-source` fetches it when the build has started.
 *
 * @throws {GatewayError} REQUEST_INVALID, TEMPLATE_NOT_FOUND, INPUT_NOT_FOUND, SCRIPT_INVALID, SCRIPT_TOO_LARGE, SOURCE_REFUSED
 */
export async function prepare(
  deps: AdmissionDeps,
  request: BuildRequest,
  build: Linked,
  maxInlineBytes = MAX_INLINE_SCRIPT_BYTES,
): Promise<Prepared> {
  requireRoomForKeys(request, build.tenant);
  const { text, url, source } = await findSource(deps, request, maxInlineBytes);
  const inputs = await findInputs(deps, request, build, text ?? '');
  const linkTo = (name: string) => inputLink(deps.publicUrl, build, known(inputs, name));
  const urls = Object.fromEntries(
    Object.entries(request.inputs ?? {}).filter(([, from]) => isUrl(from)),
  );
  return {
    source,
    warnings: text === undefined ? [] : scriptWarnings(text),
    staging: {
      script: text && replaceInScript(text, linkTo),
      argument: argumentOf(request, linkTo),
      inputs: Object.keys(inputs).length > 0 ? inputs : undefined,
      request:
        url !== undefined || Object.keys(urls).length > 0 ? { url, inputs: urls } : undefined,
    },
  };
}

/** @throws {GatewayError} REQUEST_INVALID when links make it longer than Docs takes it */
function argumentOf({ argument }: BuildRequest, linkTo: (name: string) => string) {
  if (argument === undefined) return undefined;
  const text = JSON.stringify(replaceInArgument(argument, linkTo));
  if (utf8Length(text) <= MAX_STAGED_ARGUMENT_BYTES) return text;
  const rule = `must be at most ${MAX_STAGED_ARGUMENT_BYTES} bytes with links in the place of its inputs`;
  throw new GatewayError('REQUEST_INVALID', `The argument ${rule}.`, {
    errors: [{ pointer: '/argument', detail: rule }],
  });
}

/** @throws {GatewayError} INPUT_NOT_FOUND for a name that `inputs` does not have */
export function known(inputs: InputMap, name: string): string {
  if (!Object.hasOwn(inputs, name)) throw inputNotFound(name);
  return name;
}

/** @param declared whether `inputs` has the name, and what it names is not there */
function inputNotFound(name: string, declared = false): GatewayError {
  const shown = name.slice(0, 255);
  const error = declared
    ? { pointer: pointerTo(['inputs', name]), detail: 'names no object of the tenant' }
    : { pointer: '/inputs', detail: `has no ${shown}` };
  const message = `Nothing stands behind input://${shown}.`;
  return new GatewayError('INPUT_NOT_FOUND', message, { errors: [error] });
}

async function findSource(
  deps: AdmissionDeps,
  request: BuildRequest,
  maxInlineBytes: number,
): Promise<Source> {
  if (request.template !== undefined) return findTemplate(deps, request.template);
  if (request.url !== undefined) {
    const { url: from } = request;
    const url = refusedAt('/url', () => checkSourceUrl(from, deps.sourceRules));
    return { url: url.href, source: { url: `${url.origin}${url.pathname}` } };
  }
  const text = refusedAt('/script', () => readScript(request.script ?? '', maxInlineBytes));
  return { text, source: { sha256: sha256Hex(text) } };
}

async function findTemplate({ bucket }: AdmissionDeps, template: string): Promise<Source> {
  const checkSize = (bytes: number) =>
    refusedAt('/template', () => requireSize(bytes, MAX_TEMPLATE_BYTES));
  const read = (suffix: 'docbuilder' | 'js') =>
    readObject(bucket, { key: keys.template(template, suffix) }, checkSize);
  const object = (await read('docbuilder')) ?? (await read('js'));
  if (!object)
    throw new GatewayError('TEMPLATE_NOT_FOUND', `There is no template ${template}.`, {
      errors: [{ pointer: '/template', detail: `names no template: ${template}` }],
    });
  const text = refusedAt('/template', () => readScript(object.bytes, MAX_TEMPLATE_BYTES));
  return { text, source: { template, version: object.versionId } };
}

async function findInputs(
  deps: AdmissionDeps,
  request: BuildRequest,
  build: Linked,
  script: string,
): Promise<InputMap> {
  const declared = request.inputs ?? {};
  const names = new Set([...Object.keys(declared), ...referencedInputs(script, request.argument)]);
  const found = await Promise.all(
    [...names].map(async (name, index) => {
      const from = Object.hasOwn(declared, name) ? declared[name] : undefined;
      if (from !== undefined && isUrl(from)) {
        refusedAt(pointerTo(['inputs', name]), () => checkSourceUrl(from, deps.sourceRules));
        return [name, { key: keys.stagedInput(build, index) }] as const;
      }
      return [name, await findInput(deps, request, build.tenant, name, from)] as const;
    }),
  );
  return Object.fromEntries(found);
}

async function findInput(
  deps: AdmissionDeps,
  request: BuildRequest,
  tenant: string,
  name: string,
  from?: string,
) {
  const key =
    from !== undefined
      ? keys.input(tenant, from)
      : request.template !== undefined && isObjectName(name)
        ? keys.templateFile(request.template, name)
        : undefined;
  const fits = key !== undefined && utf8Length(key) <= MAX_KEY_BYTES;
  const object = fits ? await findObject(deps.bucket, key) : undefined;
  if (!object) throw inputNotFound(name, from !== undefined);
  return { key: object.key, versionId: object.versionId };
}

/** Runs a check of one field; what it refuses names that field. */
function refusedAt<T>(pointer: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    const errors = [{ pointer, detail: error.details.errors?.[0]?.detail ?? error.message }];
    throw new GatewayError(error.code, error.message, { ...error.details, errors, cause: error });
  }
}
