import type { components } from './openapi.d.ts';
import type { CallOptions, GatewayFile } from './types.ts';

type Answer = components['schemas']['CommandAnswer'];
type Userdata = { userdata?: string };

/** `saved` is false if there was nothing to save. */
export type Forcesave = {
  saved: boolean;
  /** The saved file; present if the call waited and the file was stored in time. */
  document?: GatewayFile;
};

/** Docs' command service. @throws {RequestError} DOCUMENT_NOT_FOUND for a key that Docs does not know */
export type Commands = {
  version(options?: CallOptions): Promise<string>;
  license(options?: CallOptions): Promise<Pick<Answer, 'license' | 'server' | 'quota'>>;
  /** The ids of the users who edit a document. Docs also calls the document's `callbackUrl`. */
  info(key: string, options?: CallOptions & Userdata): Promise<{ users: string[] }>;
  /** @param options with `wait`, the answer waits up to that many seconds, at most 25, for the file */
  forcesave(key: string, options?: CallOptions & Userdata & { wait?: number }): Promise<Forcesave>;
  /** Disconnects users, or with `all` everyone. */
  drop(key: string, who: { users: string[] } | { all: true }, options?: CallOptions): Promise<void>;
  /** Changes the title that editors show. */
  meta(key: string, meta: { title: string }, options?: CallOptions): Promise<void>;
  /** The keys of the files that Docs could not deliver. */
  getForgottenList(options?: CallOptions): Promise<string[]>;
  /** Copies a forgotten file into the bucket. `url` is a link to the copy. */
  getForgotten(key: string, options?: CallOptions): Promise<{ url: string; document: GatewayFile }>;
  deleteForgotten(key: string, options?: CallOptions): Promise<void>;
};
