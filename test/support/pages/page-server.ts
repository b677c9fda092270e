import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { buildPages } from '../../../infra/pages/build.ts';
import { definedOf } from '../../../shared/api/answer.ts';
import { routeOf } from '../../../shared/api/routes.ts';
import { answerPage, type PageDeps } from '../../../shared/pages/answer-page.ts';
import { pageFiles } from '../../../shared/pages/files.ts';
import type { PageSettings } from '../../../shared/pages/settings.ts';
import { serve } from '../serve.ts';

/** Builds the pages into a folder that is removed after the tests of the file; call it outside of a test. */
export async function builtPages(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  after(() => rmSync(folder, { recursive: true }));
  await buildPages(folder);
  return folder;
}

/**
 * Serves the pages in front of an API on the same origin.
 *
 * @param folder the built pages
 * @param api answers what is no page
 * @returns the settings, which the test may change, and the base URL
 */
export async function servePages(
  t: TestContext,
  folder: string,
  settings: PageSettings,
  api: RequestListener,
) {
  const deps: PageDeps = { files: pageFiles(folder), settings, apiUrl: '', version: '1.2.3' };
  deps.apiUrl = await serve(t, async (request, response) => {
    if (!(await answersPage(deps, request, response))) api(request, response);
  });
  return deps;
}

/** Answers a request for a page or one of its files. @returns false if it is for neither */
export async function answersPage(
  deps: PageDeps,
  { url = '/', headers: sent }: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const [, page = '', file] = new URL(url, 'http://localhost').pathname.split('/');
  const route = routeOf(`GET /${page}${file === undefined ? '' : '/{file}'}`);
  if (!route || !['console', 'reference'].includes(page)) return false;
  const params: Record<string, string> = file === undefined ? {} : { file };
  const { headers, bytes } = await answerPage(deps, {
    ...{ route, params },
    headers: sent as Record<string, string>,
  });
  response.writeHead(200, definedOf(headers)).end(bytes);
  return true;
}
