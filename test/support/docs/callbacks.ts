import { json } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { SignJWT } from 'jose';
import { docsClient } from '../../../shared/docs/client.ts';
import { fixedSecret } from '../fixed-secret.ts';
import { serve } from '../serve.ts';

export const INBOX = 'the-inbox-secret-of-these-tests-32b';
export const OUTBOX = 'the-outbox-secret-of-these-tests-32';

export const LASTSAVE = '2026-11-22T08:00:00.000Z';

type Claims = Record<string, unknown>;

/** The fields of a callback: by default a final save. */
export function claimsOf(changed: Claims = {}): Claims {
  return {
    key: 'order-0042',
    status: 2,
    url: 'http://docs.example/cache/files/data/order-0042/output.docx/output.docx?md5=a',
    filetype: 'docx',
    changesurl: 'http://docs.example/cache/files/data/order-0042/changes.zip/changes.zip?md5=b',
    history: { serverVersion: '9.0.4', changes: [{ user: { id: 'anna' } }] },
    users: ['anna'],
    actions: [{ type: 0, userid: 'anna' }],
    lastsave: LASTSAVE,
    notmodified: false,
    ...changed,
  };
}

export type Signing = { secret?: string; alg?: string; ageSeconds?: number; expiresIn?: number };

/** A token as Docs makes it, valid for five minutes by default. */
export function outboxToken(claims: Claims, signing: Signing = {}): Promise<string> {
  const { secret = OUTBOX, alg = 'HS256', ageSeconds = 0, expiresIn = 300 } = signing;
  const iat = Math.floor(Date.now() / 1000) - ageSeconds;
  return new SignJWT({ ...claims, iat, exp: iat + expiresIn })
    .setProtectedHeader({ alg, typ: 'JWT' })
    .sign(new TextEncoder().encode(secret));
}

/** The body of a callback: its fields, and a token with the same claims. */
export async function callbackBody(claims: Claims, signing?: Signing): Promise<string> {
  return JSON.stringify({ ...claims, token: await outboxToken(claims, signing) });
}

/** A file that Docs serves. */
export type File = {
  bytes: Buffer;
  lastModified?: string;
  status?: number;
  /** Whether it is sent without its length. */
  isEndless?: boolean;
  /** How many times an HTML page is sent in its place. */
  pages?: number;
};

export const PAGE = '<html><form action=/login>';

/** A Docs that serves files by the last segment of their paths, and forgotten files by key. */
export async function docsWithFiles(t: TestContext) {
  const files = new Map<string, File>();
  const forgotten = new Map<string, File>();
  const commands: Claims[] = [];
  const downloads: string[] = [];

  const url = await serve(t, async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://docs');
    if (request.method === 'POST') {
      const command = (await json(request)) as Claims;
      commands.push(command);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(command)));
      return;
    }
    downloads.push(pathname);
    const [, , , , key = '', name = ''] = pathname.split('/');
    const file = pathname.includes('/forgotten/') ? forgotten.get(key) : files.get(name);
    if (!file) return void response.writeHead(404).end();
    if (file.status) return void response.writeHead(file.status).end();
    if (file.pages) {
      file.pages -= 1;
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': PAGE.length });
      return void response.end(PAGE);
    }
    response.setHeader('content-disposition', 'attachment');
    if (file.lastModified) response.setHeader('last-modified', file.lastModified);
    if (!file.isEndless) response.setHeader('content-length', file.bytes.length);
    response.write(file.bytes);
    response.end();
  });

  function answer({ c, key }: Claims): object {
    if (c === 'getForgottenList') return { error: 0, keys: [...forgotten.keys()] };
    if (typeof key !== 'string' || !forgotten.has(key)) return { key, error: 1 };
    const link = `http://elsewhere.example/cache/files/forgotten/${key}/output.docx/output.docx?md5=f`;
    if (c === 'getForgotten') return { key, error: 0, url: link };
    forgotten.delete(key);
    return { key, error: 0 };
  }

  const docs = docsClient({ url, inbox: fixedSecret(INBOX) });
  return { url, docs, files, forgotten, commands, downloads };
}
