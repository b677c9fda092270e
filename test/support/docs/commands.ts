import { randomUUID } from 'node:crypto';
import { json } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { docsClient } from '../../../shared/docs/client.ts';
import type { CommandDeps } from '../../../shared/documents/run-command.ts';
import { freshBucket, freshTable } from '../aws/resources.ts';
import { fixedSecret } from '../fixed-secret.ts';
import { serve } from '../serve.ts';

export const INBOX = 'the-inbox-secret-of-these-tests-32b';

type Body = { c: string; key?: string } & Record<string, unknown>;
type Answering = (body: Body) => object | number | Promise<object | number>;

/**
 * A Docs that answers commands only, and serves one file for every forgotten key.
 *
 * @param answer what it answers, or with which HTTP status; its forgotten files are `keys`
 */
export async function commandDocs(t: TestContext, answer: Answering, keys: string[] = []) {
  const asked: Body[] = [];
  const url = await serve(t, async (request, response) => {
    if (request.method === 'GET') {
      response.setHeader('content-disposition', 'attachment');
      response.setHeader('last-modified', 'Sun, 22 Nov 2026 08:00:00 GMT').end(request.url);
      return;
    }
    const { token, ...body } = (await json(request)) as Body;
    asked.push(body);
    const said = body.c === 'getForgottenList' ? { error: 0, keys } : await answer(body);
    if (typeof said === 'number') response.writeHead(said).end();
    else response.end(JSON.stringify({ ...(body.key && { key: body.key }), ...said }));
  });
  return { url, asked, docs: docsClient({ url, inbox: fixedSecret(INBOX) }) };
}

/** The dependencies of `runCommand`: this Docs, and a new table and bucket on the emulator. */
export async function freshCommandDeps(
  docs: CommandDeps['docs'],
  keyPrefix = '',
): Promise<CommandDeps> {
  const [table, bucket] = await Promise.all([freshTable(), freshBucket()]);
  return { docs, bucket, maxFileBytes: 1024 ** 2, table, keyPrefix };
}

/** A document key that no other test has. */
export function freshKey(prefix = ''): string {
  return `${prefix}${randomUUID()}`;
}
