import { FileError } from './errors.ts';
import { sha256 } from './sha256.ts';
import { withRetries } from './transport/retry.ts';
import { connectionError, type Transport } from './transport/transport.ts';
import type { CallOptions, FileData, FileLink, GatewayFile } from './types.ts';

type Bytes = Uint8Array<ArrayBuffer>;
type NewLink = (options?: CallOptions) => Promise<FileLink>;

/** Answers of S3 to a link that has expired, or whose object is gone: a new link tells which. */
const OUTDATED = [400, 403, 404, 410];

/**
 * Adds to a file the methods that read its content.
 *
 * @param link gets a new link of this file
 */
export function fileOf(transport: Transport, data: FileData, link: NewLink): GatewayFile {
  const open = (options: CallOptions = {}) => download(transport, data, link, options);
  const { retries } = transport;
  const bytes = ({ signal }: CallOptions = {}) =>
    withRetries(async () => collect(await open(signal && { signal })), { retries, signal });
  const stream = ({ signal }: CallOptions = {}) =>
    withRetries(() => open(signal && { signal }), { retries, signal });
  const blob = async (options?: CallOptions) =>
    new Blob([await bytes(options)], { type: data.contentType });
  return withMethods({ ...data }, { stream, bytes, blob, link });
}

/** Adds methods that are not enumerable: JSON, spreads and logs show the data alone. */
export function withMethods<Data extends object, Methods extends object>(
  data: Data,
  methods: Methods,
): Data & Methods {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(data, name, { value, configurable: true, writable: true });
  }
  return data as Data & Methods;
}

async function download(
  transport: Transport,
  file: FileData,
  link: NewLink,
  { signal }: CallOptions,
): Promise<ReadableStream<Bytes>> {
  const renew = async () => (await link(signal && { signal })).url;
  let answer = await transport.fetchLink(file.url ?? (await renew()), signal);
  if (OUTDATED.includes(answer.status)) {
    await answer.body?.cancel();
    answer = await transport.fetchLink(await renew(), signal);
  }
  if (answer.ok) return verified(answer.body as ReadableStream<Bytes>, file);
  throw new FileError({
    code: 'DOWNLOAD_FAILED',
    message: `The link to ${file.name} answered with ${answer.status}.`,
    status: answer.status,
    retryable: answer.status >= 500,
  });
}

/** The same content, which fails at its end unless it is that of the file. */
function verified(content: ReadableStream<Bytes> | null, file: FileData): ReadableStream<Bytes> {
  const reader = content?.getReader();
  const digest = sha256();
  return new ReadableStream<Bytes>({
    async pull(controller) {
      const read = await reader?.read().catch((error) => {
        throw connectionError(error);
      });
      if (read?.value) {
        digest.update(read.value);
        controller.enqueue(read.value);
        return;
      }
      if (digest.hex() !== file.sha256) throw damaged(file);
      controller.close();
    },
    cancel: (reason) => reader?.cancel(reason),
  });
}

function damaged({ name }: FileData): FileError {
  return new FileError({
    code: 'CHECKSUM_MISMATCH',
    message: `The content of ${name} is not what the build saved: its SHA-256 digest differs.`,
    retryable: true,
  });
}

async function collect(stream: ReadableStream<Bytes>): Promise<Bytes> {
  const reader = stream.getReader();
  const chunks: Bytes[] = [];
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
