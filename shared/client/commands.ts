import { type Api, contentOf, signalOf } from './api.ts';
import type { Commands } from './command-types.ts';
import { documentFile } from './documents.ts';
import type { components } from './openapi.d.ts';
import type { CallOptions, FileData } from './types.ts';

type Command = components['schemas']['Command'];
type Answer = components['schemas']['CommandAnswer'];
export function commandsOf(api: Api): Commands {
  const run = (command: Command, options?: CallOptions, wait?: number) =>
    runCommand(api, command, options, wait);
  return {
    version: async (options) => String((await run({ c: 'version' }, options)).version),
    license: (options) => run({ c: 'license' }, options),
    info: async (key, { userdata, ...options } = {}) => {
      const { users = [] } = await run({ c: 'info', key, ...given(userdata) }, options);
      return { users };
    },
    forcesave: async (key, { userdata, wait, ...options } = {}) => {
      const answer = await run({ c: 'forcesave', key, ...given(userdata) }, options, wait);
      const saved = answer.error === 0;
      return {
        saved,
        ...(answer.document && { document: documentFile(api, key, answer.document) }),
      };
    },
    drop: async (key, who, options) => void (await run({ c: 'drop', key, ...who }, options)),
    meta: async (key, meta, options) => void (await run({ c: 'meta', key, meta }, options)),
    getForgottenList: async (options) => (await run({ c: 'getForgottenList' }, options)).keys ?? [],
    getForgotten: async (key, options) => {
      const { url, document } = await run({ c: 'getForgotten', key }, options);
      return { url: String(url), document: documentFile(api, key, document as FileData) };
    },
    deleteForgotten: async (key, options) =>
      void (await run({ c: 'deleteForgotten', key }, options)),
  };
}

/** Commands that only read, so that repeating them is safe. */
const READING: Command['c'][] = ['version', 'license', 'info', 'getForgotten', 'getForgottenList'];

async function runCommand(api: Api, body: Command, options: CallOptions = {}, wait?: number) {
  const fetch = READING.includes(body.c) ? api.send : api.sendOnce;
  const header = wait === undefined ? {} : { prefer: `wait=${wait}` };
  const call = { params: { header }, body, fetch, ...signalOf(options.signal) };
  return contentOf<Answer>(await api.routes.POST('/v1/commands', call));
}

const given = (userdata: string | undefined) => (userdata === undefined ? {} : { userdata });
