import { referencedInputs } from '../../build/inputs.ts';
import type { BuildRequest } from '../../build/request.ts';
import { isObjectName, isUrl, MAX_KEY_BYTES } from '../../build/request-files.ts';
import { findName, spellingsOf } from '../../build/same-name.ts';
import { GatewayError } from '../../errors.ts';
import { utf8Length } from '../../json.ts';
import { pointerTo } from '../../json-pointer.ts';
import { checkSourceUrl } from '../../sources/source-url.ts';
import { findObject } from '../../storage/objects/bucket.ts';
import { keys, type Stage } from '../../storage/objects/keys.ts';
import type { InputMap } from '../../storage/objects/staging.ts';
import type { AdmissionDeps } from './admission-deps.ts';
import { checkField } from './check-field.ts';

type FindDeps = Pick<AdmissionDeps, 'bucket' | 'sourceRules'>;

/**
 * Finds the objects of all inputs that a request declares, or that its script or argument refers to. An
 * input with a URL gets the key that it is fetched to.
 *
 * @throws {GatewayError} INPUT_NOT_FOUND, SOURCE_REFUSED
 */
export async function findInputs(
  deps: FindDeps,
  request: BuildRequest,
  build: Stage & { tenant: string },
  script: string,
): Promise<InputMap> {
  const declared = request.inputs ?? {};
  const given = Object.keys(declared);
  const others = [...referencedInputs(script, request.argument)].filter(
    (name) => findName(given, name) === undefined,
  );
  const names = [...given, ...others];
  const found = await Promise.all(
    names.map(async (name, index) => {
      const from = Object.hasOwn(declared, name) ? declared[name] : undefined;
      if (from === undefined || !isUrl(from))
        return [name, await findInput(deps, request, build.tenant, name, from)] as const;
      checkField(pointerTo(['inputs', name]), () => checkSourceUrl(from, deps.sourceRules));
      return [name, { key: keys.stagedInput(build, index) }] as const;
    }),
  );
  return Object.fromEntries(found);
}

/**
 * The name of an input as `inputs` has it.
 *
 * @throws {GatewayError} INPUT_NOT_FOUND for a name that is not among the inputs
 */
export function requireInput(inputs: InputMap, name: string): string {
  const known = findName(Object.keys(inputs), name);
  if (known === undefined) throw inputNotFound(name);
  return known;
}

async function findInput(
  { bucket }: FindDeps,
  request: BuildRequest,
  tenant: string,
  name: string,
  from?: string,
) {
  const key = keyOfInput(request, tenant, name, from);
  const object = key === undefined ? undefined : await findSpelling(bucket, key);
  if (!object) throw inputNotFound(name, from !== undefined);
  return { key: object.key, versionId: object.versionId };
}

/** An object by its key, or else by the same key with its characters composed in another way. */
async function findSpelling(bucket: FindDeps['bucket'], key: string) {
  for (const spelling of spellingsOf(key)) {
    const fits = utf8Length(spelling) <= MAX_KEY_BYTES;
    const object = fits ? await findObject(bucket, spelling) : undefined;
    if (object) return object;
  }
  return undefined;
}

/** A declared input is an object of the tenant; a template may also refer to files in its own folder. */
function keyOfInput(
  { template }: BuildRequest,
  tenant: string,
  name: string,
  from?: string,
): string | undefined {
  if (from !== undefined) return keys.input(tenant, from);
  if (template !== undefined && isObjectName(name)) return keys.templateFile(template, name);
  return undefined;
}

/** Whether the script puts the name together, so that it is not known before the script runs. */
function isComputed(name: string): boolean {
  return name === '' || name.includes('${');
}

/** @param isDeclared whether `inputs` has the name, so that the object is missing */
function inputNotFound(name: string, isDeclared = false): GatewayError {
  const shown = name.slice(0, 255);
  const error = isDeclared
    ? { pointer: pointerTo(['inputs', name]), detail: 'names no object of the tenant' }
    : { pointer: '/inputs', detail: `has no ${shown}` };
  const message = isComputed(name)
    ? `“input://${shown}” is only a part of a name: write it with the name as one text, or put it into the argument.`
    : `“input://${shown}” names no existing object.`;
  return new GatewayError('INPUT_NOT_FOUND', message, { errors: [error] });
}
