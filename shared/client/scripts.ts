import { type Api, contentOf, signalOf } from './api.ts';
import type { CallOptions, ScriptCheck } from './types.ts';

/** What can be said of a script before Docs sees it. Nothing is stored, so a check may be repeated. */
export async function checkScript(
  api: Api,
  script: string,
  { signal }: CallOptions = {},
): Promise<ScriptCheck> {
  const call = { body: { script }, ...signalOf(signal) };
  return contentOf<ScriptCheck>(await api.routes.POST('/v1/scripts/check', call));
}
