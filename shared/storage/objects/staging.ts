import { type Bucket, type ObjectVersion, putText } from './bucket.ts';
import { keys, type Stage } from './keys.ts';

/** The objects that a script's inputs name. */
export type InputMap = Record<string, ObjectVersion>;

/** The URLs of a request that must still be fetched: the script's, and the inputs' by name. */
export type SourceRequest = { url?: string; inputs: Record<string, string> };

export type Staging = {
  script?: string;
  /** As JSON. */
  argument?: string;
  inputs?: InputMap;
  request?: SourceRequest;
};

/**
 * Stores the objects that Docs and the workflow will read below `scripts/<run>/<stage>/`, where they expire.
 *
 * @returns the versions that it wrote
 */
export async function stage(bucket: Bucket, where: Stage, what: Staging): Promise<ObjectVersion[]> {
  const objects: [string, string | undefined][] = [
    [keys.stagedScript(where), what.script],
    [keys.stagedArgument(where), what.argument],
    [keys.stagedInputs(where), what.inputs && JSON.stringify(what.inputs)],
    [keys.stagedRequest(where), what.request && JSON.stringify(what.request)],
  ];
  const puts = objects.flatMap(([key, body]) =>
    body === undefined ? [] : [putText(bucket, key, body)],
  );
  return Promise.all(puts);
}
