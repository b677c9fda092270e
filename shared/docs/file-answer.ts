import type { DocsFiles } from './client.ts';
import { isInStorage } from './origin.ts';
import type { FileLink } from './result-links.ts';

/** Enough to skip a byte order mark and blank lines. */
const LONGEST_START_BYTES = 512;

/** The content types of an HTML page. A storage may also send a page without a type. */
const PAGE_TYPE = /^(text\/html|application\/xhtml\+xml)\s*(;|$)/i;

/** Names of files that are pages themselves. */
const PAGE_NAME = /\.([xs]?html?|xht)$/i;

/**
 * The body of an answer with status 200 to a link of Docs, or null if the answer is not the file but, for
 * example, a sign-in or maintenance page.
 *
 * Docs sends every file with `content-disposition: attachment`, even a saved HTML page. The page of a proxy
 * does not have that header. Only an answer from one of `docs.storageOrigins` may lack the
 * header. It is refused when all of this is true: its content type is that of an HTML page or is missing,
 * the file's name is not that of a page, and the first character is `<`. So office files, which begin with
 * `PK` or (locked) with `D0CF11E0`, are never refused, nor is any other type that the storage names.
 */
export async function fileIn(
  docs: DocsFiles,
  { name, url }: FileLink,
  { headers, body }: Response,
): Promise<ReadableStream<Uint8Array> | null> {
  if (!body || isAttachment(headers)) return body;
  const mayBeFile = isInStorage(url, docs.storageOrigins);
  if (mayBeFile && (PAGE_NAME.test(name) || !mayBePage(headers))) return body;
  if (mayBeFile) {
    const { start, whole } = await startOf(body);
    if (!start.startsWith('<')) return whole;
    await whole.cancel();
    return null;
  }
  await body.cancel();
  return null;
}

function isAttachment(headers: Headers): boolean {
  return /^attachment\s*(;|$)/i.test(headers.get('content-disposition') ?? '');
}

function mayBePage(headers: Headers): boolean {
  const type = headers.get('content-type');
  return type === null || PAGE_TYPE.test(type);
}

/** The first text of a body, without leading whitespace, and a stream of the whole body. */
async function startOf(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader();
  const read: Uint8Array[] = [];
  let start = '';
  for (let size = 0; start === '' && size < LONGEST_START_BYTES; ) {
    const { done, value } = await reader.read();
    if (done) break;
    read.push(value);
    size += value.byteLength;
    // The decoder drops a byte order mark, `trimStart` the whitespace.
    start = new TextDecoder().decode(Buffer.concat(read)).trimStart();
  }
  const whole = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = read.shift() ?? (await reader.read()).value;
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { start, whole };
}
