import { type Api, contentOf, signalOf } from './api.ts';
import { fileOf } from './files.ts';
import type { components } from './openapi.d.ts';
import type { CallOptions, FileData, GatewayDocument, GatewayFile } from './types.ts';

type DocumentData = components['schemas']['Document'];

/** @throws {RequestError} DOCUMENT_NOT_FOUND when no save of the document is stored */
export async function getDocument(
  api: Api,
  key: string,
  { signal }: CallOptions = {},
): Promise<GatewayDocument> {
  const params = { path: { key } };
  const answer = await api.routes.GET('/v1/documents/{key}', { params, ...signalOf(signal) });
  const data = contentOf<DocumentData>(answer);
  return { ...data, files: data.files.map((file) => documentFile(api, key, file)) };
}

/** A file of the newest save of a document. A new link needs the scope `documents:read`. */
export function documentFile(api: Api, key: string, file: FileData): GatewayFile {
  return fileOf(api, file, async ({ signal } = {}) => {
    const params = { path: { key, name: file.name } };
    return contentOf(
      await api.routes.GET('/v1/documents/{key}/files/{name}/link', {
        params,
        ...signalOf(signal),
      }),
    );
  });
}
