import type { TestContext } from 'node:test';
import {
  type DocsOptions,
  type DocsServer,
  startDocsServer,
} from '../../../infra/local/docs-server/server.ts';
import { emptyDocument, findScript } from '../../../shared/api/staged.ts';
import { type DocsClient, docsClient } from '../../../shared/docs/client.ts';
import { type Bucket, readText } from '../../../shared/storage/objects/bucket.ts';
import { getBuild } from '../../../shared/storage/rows/builds.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { fixedSecret } from '../fixed-secret.ts';
import { serve } from '../serve.ts';

const SECRETS = {
  inbox: 'the-inbox-secret-of-these-tests-32b',
  outbox: 'the-outbox-secret-of-these-tests-32',
};

export type EmbeddedDocs = { server: DocsServer; docs: DocsClient };

/** The embedded Docs with the real engine, until the test ends. */
export async function embeddedDocs(
  t: TestContext,
  options: Partial<DocsOptions> = {},
): Promise<EmbeddedDocs> {
  const server = await startDocsServer({ secrets: SECRETS, ...options });
  t.after(() => server.stop());
  return { server, docs: docsClient({ url: server.url, inbox: fixedSecret(SECRETS.inbox) }) };
}

/** Serves the staged scripts to Docs, at the links that requests to Docs contain. */
export function scriptRoute(t: TestContext, table: Table, bucket: Bucket): Promise<string> {
  return serve(t, async (request, response) => {
    const [, , , tenant = '', id = '', capability, name = ''] = (request.url ?? '').split('/');
    const build = await getBuild(table, tenant, id);
    const isKnown = build?.capability === capability;
    const empty = build && isKnown ? emptyDocument(build, name) : undefined;
    if (empty) return void response.end(empty.bytes);
    const script = build && isKnown ? await readText(bucket, findScript(build).key) : undefined;
    response.writeHead(script === undefined ? 404 : 200).end(script);
  });
}
