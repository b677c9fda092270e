import { lookup } from 'node:dns/promises';
import type { Asked, Parameters } from '../http/parameters.ts';
import { callbackUrlOf, type Document, type Editor } from './document.ts';
import { type Office, tellStanding } from './document-store.ts';
import { forceSave } from './forced-save.ts';
import { license } from './license.ts';

export type CommandAnswer = { key?: unknown; error: number } & Record<string, unknown>;

export type CommandRequest = Asked & {
  /** What links begin with. */
  base: string;
  /** From the query; null when missing or empty. */
  shardKey: string | null;
};

export type CommandOptions = {
  office: Office;
  version: string;
  /** Whether a key is that of a build: Docs has a row of it, without a callback URL. */
  isBuild: (key: string) => boolean;
  /** What browsers do that were told to leave. */
  onDrop: (document: Document, editors: Editor[]) => void;
};

/** These need no document key. */
const WITHOUT_KEY = ['version', 'license', 'getForgottenList'];

type Told = { error: number } & Record<string, unknown>;

/** `/command`: all nine commands, and the undocumented `saved`, as carelessly as the real one. */
export function commandService({ office, version, isBuild, onDrop }: CommandOptions) {
  const { documents, forgotten, results } = office;

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
      if (document && status !== '1') document.verdict = status;
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

  async function info({ key, callback, userdata }: Parameters): Promise<Told> {
    const document = documents.get(String(key));
    if (!document) return { error: isBuild(String(key)) ? 2 : 1 };
    const url = callback ? String(callback) : callbackUrlOf(document);
    if (url === undefined || (callback && !(await isReachable(url)))) return { error: 2 };
    const said = userdata ? String(userdata) : undefined;
    return { error: 0, users: await tellStanding(office, document, url, { userdata: said }) };
  }

  async function force({ key, userdata }: Parameters): Promise<Told> {
    const document = documents.get(String(key));
    if (!document) return { error: isBuild(String(key)) ? 4 : 1 };
    const said = userdata as string | undefined;
    const { outcome } = await forceSave(office, document, { by: 0, userdata: said });
    return { error: { 'nothing to save': 4, broken: 3, 'sent again': 0, started: 0 }[outcome] };
  }

  /** Nothing said means everybody; text is read as JSON, and may then be searched like a list. */
  function drop(document: Document | undefined, said: unknown) {
    const users = typeof said === 'string' && said !== '' ? JSON.parse(said) : said;
    if (!document) return;
    const isMeant = ({ id }: Editor) =>
      !users || ((Array.isArray(users) || typeof users === 'string') && users.includes(id));
    const editors = document.editors.filter(isMeant);
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
      return { key, ...((await command(params, request)) as Told) };
    } catch {
      return { key, error: 3 }; // whatever goes wrong
    }
  };
}

const isReachable = (url: string) =>
  URL.canParse(url) &&
  lookup(new URL(url).hostname.replace(/^\[|\]$/g, '')).then(
    () => true,
    () => false,
  );
