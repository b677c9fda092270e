import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './openapi.d.ts';
import { type Transport, type TransportOptions, transport } from './transport/transport.ts';

/** The routes of the gateway with their types, and the transport below them. */
export type Api = Transport & { routes: Client<paths> };

/** @param url the base URL of the API, with or without a slash at its end */
export function openApi(url: string, options: TransportOptions): Api {
  const sending = transport(options);
  return { ...sending, routes: createClient<paths>({ baseUrl: url, fetch: sending.send }) };
}

/** The content of an answer. The transport throws errors, so every other answer has content. */
export function contentOf<Content>(answer: { data?: Content | undefined }): Content {
  return answer.data as Content;
}

export const signalOf = (signal: AbortSignal | undefined) => (signal ? { signal } : {});
