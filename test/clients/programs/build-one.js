import { docsGateway } from 'docs-gateway/client';

/** Builds one document with the client, and returns its name and its first two bytes. */
export async function buildOne({ API: url, TOKEN: token, SCRIPT: script }) {
  const { files } = await docsGateway({ url, token }).build({ script });
  const [file] = files;
  const bytes = await file.bytes();
  return `${file.name} ${new TextDecoder().decode(bytes.subarray(0, 2))}`;
}
