import { openSession, type Session, type SessionOptions } from './editing/session.ts';
import type { SessionApi } from './editing/session-api.ts';

export type RemoteDocs = {
  openDocument(options: SessionOptions): Promise<Session>;
  sessionApi: SessionApi;
};

/** A client of the control server: sessions in an embedded Docs that runs in another process. */
export function docsAt(controlUrl: string): RemoteDocs {
  async function call(method: string, args: unknown[]): Promise<unknown> {
    const body = JSON.stringify({ method, args });
    const response = await fetch(`${controlUrl}/sessions`, { method: 'POST', body });
    if (!response.ok) throw new Error(await response.text());
    return response.status === 204 ? undefined : await response.json();
  }

  const sessionApi = new Proxy({} as SessionApi, {
    get:
      (_api, method) =>
      (...args: unknown[]) =>
        call(String(method), args),
  });
  return { sessionApi, openDocument: (options) => openSession(sessionApi, options) };
}
