import { createHash } from 'node:crypto';
import { after } from 'node:test';
import { GetObjectCommand, ListObjectVersionsCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { docsAt } from '../../../infra/local/docs-server/control-client.ts';
import type { SessionOptions } from '../../../infra/local/docs-server/editing/session.ts';
import type { BuildFile } from '../../../shared/build/build.ts';
import { docsClient } from '../../../shared/docs/client.ts';
import { fixedSecret } from '../../../shared/secret.ts';
import type { Caller, Gateway } from '../stack/gateway.ts';
import type { Told } from '../stack/told.ts';

export type DocumentTold = {
  key: string;
  status?: number;
  lastsave?: string;
  userdata?: string;
  query: Record<string, string>;
  forgotten: boolean;
  files: Record<'document' | 'changes' | 'history' | 'form', BuildFile | null>;
} & Record<string, unknown>;

/** Opens documents in the Docs behind the stack, and reads their events and files. */
export function editingOf({ facts, s3, told }: Gateway) {
  const { openDocument } = docsAt(facts.test.controlUrl);
  const docs = docsClient({ url: facts.docsUrl, inbox: fixedSecret(facts.test.inboxSecret) });
  const forgotten: string[] = [];
  after(async () => {
    for (const key of forgotten) await docs.ask('command', { c: 'deleteForgotten', key });
  });

  /** The callback URL of a tenant's documents; events contain its query. */
  const callbackUrl = (tenant: string, query = '') =>
    `${facts.apiUrl}/v1/callbacks/${tenant}${query}`;

  /** A document of a caller, opened by the user anna by default. */
  const open = (
    { tenant }: Pick<Caller, 'tenant'>,
    name: string,
    options: Partial<SessionOptions> = {},
  ) =>
    openDocument({
      key: `${tenant}.${name}`,
      callbackUrl: callbackUrl(tenant),
      users: ['anna'],
      ...options,
    });

  async function read(Key: string): Promise<Buffer> {
    const object = await s3.send(new GetObjectCommand({ Bucket: facts.bucket, Key }));
    return Buffer.from((await object.Body?.transformToByteArray()) ?? []);
  }

  return {
    callbackUrl,
    open,
    read,
    /** Sends a command to Docs directly, not through the gateway. */
    askDocs: (command: Record<string, unknown>) =>
      docs.ask('command', command) as Promise<Record<string, unknown>>,
    /** Makes a forgotten file in Docs, by a session whose callback fails. @returns its key */
    async forget(caller: Pick<Caller, 'tenant'>, name: string, text: string): Promise<string> {
      const callbackUrl = `${facts.apiUrl}/v1/nowhere`;
      const session = await open(caller, name, { callbackUrl });
      await session.edit('anna', text);
      await session.close();
      forgotten.push(session.key);
      return session.key;
    },
    /** The first event of this kind of a document, waited for. */
    told: (
      type: string,
      key: string,
      fits: (data: DocumentTold) => boolean = () => true,
    ): Promise<Told<DocumentTold>> =>
      told.first<DocumentTold>(
        `${type} of ${key}`,
        ({ 'detail-type': kind, detail: { data } }) =>
          kind === type && data.key === key && fits(data),
      ),
    /** All events of a document so far. */
    allTold: (key: string) =>
      (told.all as unknown as Told<DocumentTold>[]).filter(({ detail }) => detail.data.key === key),
    /** The content of `latest.json`; undefined if there is none. */
    async latest(
      { tenant }: Pick<Caller, 'tenant'>,
      key: string,
    ): Promise<Record<string, unknown> | undefined> {
      try {
        return JSON.parse(String(await read(`documents/${tenant}/${key}/latest.json`)));
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    /** How many versions of an object there are. */
    async versions({ key }: BuildFile): Promise<number> {
      const { Versions = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket: facts.bucket, Prefix: key }),
      );
      return Versions.length;
    },
  };
}

export type Editing = ReturnType<typeof editingOf>;

export const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
