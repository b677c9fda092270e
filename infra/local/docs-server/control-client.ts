import { openSession, type Session, type SessionOptions } from './editing/session.ts';
import type { Desk } from './editing/session-api.ts';

export type RemoteDocs = {
  openDocument(options: SessionOptions): Promise<Session>;
  desk: Desk;
};

/** The embedded Docs of another process, by its control door, as `DocsServer` gives it at home. */
export function docsAt(controlUrl: string): RemoteDocs {
  async function call(method: string, args: unknown[]): Promise<unknown> {
    const body = JSON.stringify({ method, args });
    const response = await fetch(`${controlUrl}/desk`, { method: 'POST', body });
    if (!response.ok) throw new Error(await response.text());
    return response.status === 204 ? undefined : await response.json();
  }

  const desk = new Proxy({} as Desk, {
    get:
      (_desk, method) =>
      (...args: unknown[]) =>
        call(String(method), args),
  });
  return { desk, openDocument: (options) => openSession(desk, options) };
}
