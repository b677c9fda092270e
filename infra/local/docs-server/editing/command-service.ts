import { lookup } from 'node:dns/promises';
import type { CheckedParameters, Parameters } from '../http/parameters.ts';
import { callbackUrlOf, type Document, type Editor } from './document.ts';
import { type DocumentStore, sendStatusCallback } from './document-store.ts';
import { forceSave } from './forced-save.ts';
import { license } from './license.ts';

export type CommandAnswer = { key?: unknown; error: number } & Record<string, unknown>;

export type CommandRequest = CheckedParameters & {
  /** Links begin with this. */
  base: string;
  /** From the query; null if missing or empty. */
  shardKey: string | null;
};

export type CommandOptions = {
  store: DocumentStore;
  version: string;
  /** Whether a key is that of a build, which Docs treats as a document without a callback URL. */
  isBuild: (key: string) => boolean;
  /** Called with the editors that a `drop` command names. */
  onDrop: (document: Document, editors: Editor[]) => void;
};

/** The commands that need no document key. */
const WITHOUT_KEY = ['version', 'license', 'getForgottenList'];

type CommandResult = { error: number } & Record<string, unknown>;

/** `/command`: the nine commands and the undocumented `saved`, with as few checks as in Docs. */
export function commandService({ store, version, isBuild, onDrop }: CommandOptions) {
  const { documents, forgotten, results } = store;

  const commands: Record<string, (params: Parameters, request: CommandRequest) => unknown> = {
    version: () => ({ error: 0, version }),
    license: () => ({ error: 0, ...license(version) }),
    info: (params) => info(params),
    forcesave: (params) => force(params),
    drop: ({ key, users }) => {
      drop(documents.get(String(key)), users);
      return { error: 0 };
    },
    meta: ({ key, meta }) => {
      if (!meta) return { error: 5 };
      documents.get(String(key))?.messages.push({ type: 'meta', meta });
      return { error: 0 };
    },
    saved: ({ key, status }) => {
      const document = documents.get(String(key));
      if (document && status !== '1') document.savedStatus = status;
      return { error: 0 };
    },
    getForgottenList: async () => ({ error: 0, keys: await forgotten.list() }),
    getForgotten: async ({ key }, { base, shardKey }) => {
      const file = await forgotten.find(String(key));
      if (file === undefined) return { error: 1 };
      return { error: 0, url: results.link(base, `forgotten/${file}`, shardKey) };
    },
    deleteForgotten: async ({ key }) => {
      if ((await forgotten.find(String(key))) === undefined) return { error: 1 };
      await forgotten.remove(String(key));
      return { error: 0 };
    },
  };

  async function info({ key, callback, userdata }: Parameters): Promise<CommandResult> {
    const document = documents.get(String(key));
    if (!document) return { error: isBuild(String(key)) ? 2 : 1 };
    const url = callback ? String(callback) : callbackUrlOf(document);
    if (url === undefined || (callback && !(await isReachable(url)))) return { error: 2 };
    const sent = { userdata: userdata ? String(userdata) : undefined };
    return { error: 0, users: await sendStatusCallback(store, document, url, sent) };
  }

  async function force({ key, userdata }: Parameters): Promise<CommandResult> {
    const document = documents.get(String(key));
    if (!document) return { error: isBuild(String(key)) ? 4 : 1 };
    const request = { by: 0, userdata: userdata as string | undefined } as const;
    const { outcome } = await forceSave(store, document, request);
    return { error: { 'nothing to save': 4, broken: 3, 'sent again': 0, started: 0 }[outcome] };
  }

  /**
   * As in Docs: no `users` means all editors; text is parsed as JSON, and may result in text again.
   */
  function drop(document: Document | undefined, given: unknown) {
    const users = typeof given === 'string' && given !== '' ? JSON.parse(given) : given;
    if (!document) return;
    const isNamed = ({ id }: Editor) =>
      !users || ((Array.isArray(users) || typeof users === 'string') && users.includes(id));
    const editors = document.editors.filter(isNamed);
    document.messages.push({ type: 'drop', users: editors.map(({ id }) => id) });
    onDrop(document, editors);
  }

  return async function answer(request: CommandRequest): Promise<CommandAnswer> {
    const { params, token } = request;
    const { c, key } = params;
    if (token !== 'good') return { key, error: token === 'expired' ? 7 : 6 };
    if (!WITHOUT_KEY.includes(String(c)) && typeof key !== 'string') return { key, error: 1 };
    const command = Object.hasOwn(commands, String(c)) ? commands[String(c)] : undefined;
    if (!command) return { key, error: 5 };
    try {
      return { key, ...((await command(params, request)) as CommandResult) };
    } catch {
      return { key, error: 3 }; // Docs answers 3 to every error
    }
  };
}

const isReachable = (url: string) =>
  URL.canParse(url) &&
  lookup(new URL(url).hostname.replace(/^\[|\]$/g, '')).then(
    () => true,
    () => false,
  );
