import { randomUUID } from 'node:crypto';
import type { AnyDocs } from './any-docs.ts';
import { type Editor, openEditor } from './editor.ts';
import type { ScriptHost } from './script-host.ts';

/** What users do with one document, in the embedded or in a real Docs. */
export type AnySession = {
  key: string;
  join(user: string, callbackUrl: string): Promise<void>;
  edit(user: string): Promise<void>;
  /** Presses the save button. */
  save(user: string): Promise<void>;
  /** Sends a form with these values. */
  sendForm(user: string, form: unknown): Promise<void>;
  leave(user: string, options?: { onPurpose?: boolean }): Promise<void>;
  /** Resolves once the editor of a user received this message of a command. */
  received(user: string, type: 'meta' | 'drop'): Promise<void>;
};

/** The host that browsers use for Docs. */
export const BROWSERS_HOST = 'docs.example.com';

/** A document that has not been opened yet. */
export async function anySession(
  docs: AnyDocs,
  host: ScriptHost,
  key = `test-${randomUUID()}`,
): Promise<AnySession> {
  return docs.embedded ? embeddedSession(docs.embedded, key) : await realSession(docs, host, key);
}

async function embeddedSession(
  server: NonNullable<AnyDocs['embedded']>,
  key: string,
): Promise<AnySession> {
  const origin = `http://${BROWSERS_HOST}`;
  const session = await server.openDocument({ key, origin, ignoresDrop: true });
  return {
    key,
    join: (user, callbackUrl) => session.join({ id: user, name: nameOf(user) }, { callbackUrl }),
    edit: (user) => session.edit(user, `${user} was here`),
    save: async (user) => void (await session.save(user)),
    sendForm: async (user, form) => void (await session.save(user, 3, form)),
    leave: session.leave,
    async received(_user, type) {
      const messages = await session.messages();
      if (!messages.some((message) => message.type === type))
        throw new Error(`the editors received no ${type}`);
    },
  };
}

async function realSession(docs: AnyDocs, host: ScriptHost, key: string): Promise<AnySession> {
  const editors = new Map<string, Editor>();
  const documentUrl = await sourceOf(docs, host);
  const editorOf = (user: string) => {
    const editor = editors.get(user);
    if (!editor) throw new Error(`${user} has not opened ${key}`);
    return editor;
  };
  return {
    key,
    async join(id, callbackUrl) {
      const { url: docsUrl, sign } = docs;
      const user = { id, name: nameOf(id) };
      const opening = { docsUrl, sign, key, documentUrl, callbackUrl, user };
      editors.set(id, await openEditor({ ...opening, forwardedHost: BROWSERS_HOST }));
    },
    edit: (user) => editorOf(user).edit(),
    save: async (user) => void (await editorOf(user).save()),
    sendForm: async (user, form) => void editorOf(user).sendForm(form),
    leave: (user, options) => editorOf(user).leave(options),
    received: async (user, type) => void (await editorOf(user).received(type)),
  };
}

const nameOf = (user: string) => user.toUpperCase();

/** The URL of an empty document, made by Docs and served to it. */
async function sourceOf(docs: AnyDocs, host: ScriptHost): Promise<string> {
  const url = host.serve(
    'builder.CreateFile("docx");',
    'builder.SaveFile("docx", "a.docx");',
    'builder.CloseFile();',
  );
  const { urls } = await docs.build({ url });
  const file = Buffer.from(await (await fetch(urls?.['a.docx'] ?? '')).arrayBuffer());
  return host.on((_request, response) => void response.end(file));
}
