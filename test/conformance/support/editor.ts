import { io, type Socket } from 'socket.io-client';
import type { Claims } from './any-docs.ts';

export type EditorOptions = {
  docsUrl: string;
  key: string;
  /** The URL that Docs downloads the document from. */
  documentUrl: string;
  callbackUrl: string;
  user: { id: string; name: string };
  sign: (claims: Claims) => Promise<string>;
  /** Sent as X-Forwarded-Host, as a proxy does: the host that the browser used for Docs. */
  forwardedHost?: string;
};

const sockets = new Set<Socket>();

/** Closes the editors that failed tests have left open. */
export function closeEditors() {
  for (const socket of sockets) socket.disconnect();
}

type Message = { type: string } & Record<string, unknown>;

export type Editor = Awaited<ReturnType<typeof openEditor>>;

/**
 * A scripted editor: opens a document by the protocol of the browser's editors, and changes it
 * without reading it.
 */
export async function openEditor(options: EditorOptions) {
  const { docsUrl, key, forwardedHost } = options;
  const config = configOf(options);
  const token = await options.sign(config);
  const socket = io(docsUrl, {
    path: `/doc/${key}/c/`,
    query: { shardkey: key },
    transports: ['websocket'],
    auth: { token },
    reconnection: false,
    forceNew: true,
    extraHeaders: forwardedHost ? { 'x-forwarded-host': forwardedHost } : undefined,
  });
  sockets.add(socket);
  const inbox = inboxOf(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('connect_error', reject);
  });
  const say = (message: Message) => socket.emit('message', message);
  say(authOf(options, config, token));
  const opened = await inbox.next(({ type }) =>
    ['documentOpen', 'disconnectReason'].includes(type),
  );
  const { status } = (opened.data ?? {}) as { status?: string };
  if (!OPENED.includes(status ?? '')) {
    throw new Error(`Docs did not open ${key}: ${JSON.stringify(opened)}`);
  }

  return {
    /** Sends one change of an object that does not exist; Docs stores it like any other change. */
    async edit() {
      say({ type: 'isSaveLock' });
      await inbox.next(({ type, saveLock }) => type === 'saveLock' && saveLock === false);
      say({
        ...{ type: 'saveChanges', changes: JSON.stringify([CHANGE]), deleteIndex: null },
        ...{ startSaveChanges: true, endSaveChanges: true, isCoAuthoring: true, isExcel: false },
        ...{ excelAdditionalInfo: null, unlock: false, releaseLocks: true },
      });
      await inbox.next(({ type }) => type === 'unSaveLock');
    },
    /** Presses the save button. @returns Docs' code: 0, or 4 if there is nothing to save */
    async save(): Promise<number> {
      say({ type: 'forceSaveStart' });
      const { messages } = await inbox.next(({ type }) => type === 'forceSaveStart');
      return (messages as { code: number }).code;
    },
    /** Sends a form with these values. */
    sendForm: (formdata: unknown) =>
      say({ type: 'rpc', responseKey: key, data: { type: 'sendForm', formdata } }),
    /** The next message of a type; waits for it if necessary. */
    received: (wanted: string) => inbox.next(({ type }) => type === wanted),
    async leave({ onPurpose = false } = {}) {
      if (onPurpose) {
        say({ type: 'close' });
        await inbox.next(({ type }) => type === 'refreshToken');
      }
      socket.disconnect();
    },
  };
}

/** The second is the status of a document that is read-only after its final save. */
const OPENED = ['ok', 'updateversion'];

/** A change of an object that does not exist: its id, then an index and a kind. */
const CHANGE = '10;AgAAADEAAQAAAA==';

/** The messages of Docs; `next` returns each one once. */
function inboxOf(socket: Socket) {
  const messages: Message[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (message: Message) => {
    messages.push(message);
    for (const look of waiting) look();
  });
  return {
    next: (fits: (message: Message) => boolean): Promise<Message> =>
      new Promise((resolve) => {
        const look = () => {
          const at = messages.findIndex(fits);
          if (at < 0) return;
          waiting.delete(look);
          resolve(messages.splice(at, 1)[0] as Message);
        };
        waiting.add(look);
        look();
      }),
  };
}

const PERMISSIONS = { edit: true };

const configOf = ({ key, documentUrl, callbackUrl, user }: EditorOptions) => ({
  document: {
    key,
    url: documentUrl,
    title: 'document.docx',
    fileType: 'docx',
    permissions: PERMISSIONS,
  },
  documentType: 'word',
  editorConfig: { callbackUrl, mode: 'edit', user },
});

function authOf(
  { key, documentUrl, callbackUrl, user }: EditorOptions,
  { document }: ReturnType<typeof configOf>,
  token: string,
): Message {
  return {
    type: 'auth',
    docid: key,
    documentCallbackUrl: callbackUrl,
    token: 'any',
    user: { id: user.id, username: user.name, indexUser: -1 },
    editorType: 0,
    lastOtherSaveTime: -1,
    block: [],
    sessionId: null,
    view: false,
    isCloseCoAuthoring: false,
    openCmd: {
      ...{ c: 'open', id: key, userid: user.id, format: 'docx', url: documentUrl },
      ...{ title: document.title, lcid: 9, nobase64: true },
    },
    lang: 'en',
    mode: 'edit',
    permissions: PERMISSIONS,
    encrypted: false,
    IsAnonymousUser: false,
    coEditingMode: 'fast',
    jwtOpen: token,
  };
}
