import * as z from 'zod/mini';
import { GatewayError } from '../errors.ts';
import type { DocsClient } from './client.ts';
import type { ListedKeys } from './listed-keys.ts';
import { rebase } from './origin.ts';
import type { FileLink } from './result-links.ts';
import { sendCommand } from './send-command.ts';

const answerSchema = z.object({ url: z.string() });

/**
 * The link to the forgotten file of exactly this key. It is valid for 15 minutes.
 *
 * @param listed as `sendCommand` takes it
 * @throws {GatewayError} DOCUMENT_NOT_FOUND when Docs has none, CONFLICT when other keys begin with this key
 */
export async function forgottenLink(
  docs: DocsClient,
  key: string,
  listed?: ListedKeys,
): Promise<FileLink> {
  const answer = await sendCommand(docs, { c: 'getForgotten', key }, undefined, listed);
  const { data } = answerSchema.safeParse(answer);
  if (!data) throw new GatewayError('DOCS_PROTOCOL', 'Docs sent no link to a forgotten file');
  const url = rebase(data.url, docs.url, docs.storageOrigins);
  return { name: `document.${suffixOf(url)}`, url };
}

/** The suffix of the file in a link of Docs; `bin` if there is none. */
export function suffixOf(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  return /\.([0-9A-Za-z]{1,16})$/.exec(path)?.[1]?.toLowerCase() ?? 'bin';
}
