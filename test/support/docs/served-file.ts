import type { TestContext } from 'node:test';
import { docsClient } from '../../../shared/docs/client.ts';
import { fixedSecret } from '../fixed-secret.ts';
import { serve } from '../serve.ts';
import { SECRET } from './fake-docs.ts';

/** The path of the folder that has the results of the build `run-1`. */
export const FOLDER = '/cache/files/data/run-1/output';

/** The header that Docs sends with each file. */
export const ATTACHMENT = { 'content-disposition': 'attachment' };

/** A link as Docs writes it, with the name unescaped. */
export function docsLink(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return `http://inside${FOLDER}/${name}/${last}?md5=m-_&expires=17&shardkey=run-1&filename=${last}`;
}

/** A client of the Docs at an address. */
export function docsAt(url: string, storageOrigins: string[] = []) {
  return docsClient({ url, storageOrigins, inbox: fixedSecret(SECRET) });
}

/** A Docs that answers every request with this status and body; `seen` has the requested paths. */
export async function oneFileDocs(t: TestContext, status: number, headers = {}, body = 'the file') {
  const seen: string[] = [];
  const url = await serve(t, (request, response) => {
    seen.push(request.url ?? '');
    response.writeHead(status, { ...ATTACHMENT, ...headers }).end(body);
  });
  return { seen, docs: docsAt(url) };
}
