import { createHash } from 'node:crypto';
import { after } from 'node:test';
import { GetObjectCommand, ListObjectVersionsCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { docsAt } from '../../../infra/local/docs-server/control-client.ts';
import type { SessionOptions } from '../../../infra/local/docs-server/editing/session.ts';
import type { BuildFile } from '../../../shared/build/build.ts';
import { docsClient } from '../../../shared/docs/client.ts';
import { fixedSecret } from '../fixed-secret.ts';
import type { ReceivedEvent } from '../stack/events.ts';
import type { Caller, Gateway } from '../stack/gateway.ts';

export type DocumentEventData = {
  key: string;
  status?: number;
  lastsave?: string;
  userdata?: string;
  query: Record<string, string>;
  forgotten: boolean;
  files: Record<'document' | 'changes' | 'history' | 'form', BuildFile | null>;
} & Record<string, unknown>;

/** The documents that the tests of one file open in the Docs behind the stack, with their events and files. */
export function editingOf({ outputs, s3, events }: Gateway) {
  const { openDocument } = docsAt(outputs.test.controlUrl);
  const docs = docsClient({ url: outputs.docsUrl, inbox: fixedSecret(outputs.test.inboxSecret) });
  const forgotten: string[] = [];
  after(async () => {
    for (const key of forgotten) await docs.ask('command', { c: 'deleteForgotten', key });
  });

  /** The callback URL of a tenant's documents; events contain its query. */
  const callbackUrl = (tenant: string, query = '') =>
    `${outputs.apiUrl}/v1/callbacks/${tenant}${query}`;

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
    const object = await s3.send(new GetObjectCommand({ Bucket: outputs.bucket, Key }));
    return Buffer.from((await object.Body?.transformToByteArray()) ?? []);
  }

  return {
    callbackUrl,
    open,
    read,
    /** The links of three saves of a document, with one, two and three lines. */
    async savedStates(caller: Pick<Caller, 'tenant'>): Promise<string[]> {
      const session = await open(caller, 'source', { callbackUrl: callbackUrl('x') });
      const urls: string[] = [];
      for (const line of ['One', 'Two', 'Three']) {
        await session.edit('anna', line);
        urls.push(`${(await session.save('anna'))?.body.url}`);
      }
      return urls;
    },
    /** Sends a command to Docs directly, not through the gateway. */
    askDocs: (command: Record<string, unknown>) =>
      docs.ask('command', command) as Promise<Record<string, unknown>>,
    /** Makes a forgotten file in Docs, by a session whose callback fails. @returns its key */
    async forget(caller: Pick<Caller, 'tenant'>, name: string, text: string): Promise<string> {
      const callbackUrl = `${outputs.apiUrl}/v1/nowhere`;
      const session = await open(caller, name, { callbackUrl });
      await session.edit('anna', text);
      await session.close();
      forgotten.push(session.key);
      return session.key;
    },
    /** Waits for the first event of this type about a document. */
    eventOf: (
      type: string,
      key: string,
      fits: (data: DocumentEventData) => boolean = () => true,
    ): Promise<ReceivedEvent<DocumentEventData>> =>
      events.first<DocumentEventData>(
        `${type} of ${key}`,
        ({ 'detail-type': kind, detail: { data } }) =>
          kind === type && data.key === key && fits(data),
      ),
    /** Every event of a document so far. */
    eventsOf: (key: string) =>
      (events.all as unknown as ReceivedEvent<DocumentEventData>[]).filter(
        ({ detail }) => detail.data.key === key,
      ),
    /** The `latest.json` of a document; undefined if there is none. */
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
        new ListObjectVersionsCommand({ Bucket: outputs.bucket, Prefix: key }),
      );
      return Versions.length;
    },
  };
}

export type Editing = ReturnType<typeof editingOf>;

export const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
