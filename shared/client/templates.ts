import { type Api, contentOf, signalOf } from './api.ts';
import type { CallOptions, ListedTemplate, Template } from './types.ts';

type Page = { items: ListedTemplate[]; cursor: string | null };

const PAGE = 100;

/** The names of all templates, page by page. */
export async function* listTemplates(
  api: Api,
  { signal }: CallOptions = {},
): AsyncGenerator<ListedTemplate, void> {
  let cursor: string | null = null;
  do {
    const params = { query: { limit: PAGE, ...(cursor !== null && { cursor }) } };
    const answer = await api.routes.GET('/v1/templates', { params, ...signalOf(signal) });
    const page: Page = contentOf<Page>(answer);
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== null);
}

/** @throws {RequestError} NOT_FOUND */
export async function getTemplate(
  api: Api,
  name: string,
  { signal }: CallOptions = {},
): Promise<Template> {
  const params = { path: { name } };
  return contentOf<Template>(
    await api.routes.GET('/v1/templates/{name}', { params, ...signalOf(signal) }),
  );
}
