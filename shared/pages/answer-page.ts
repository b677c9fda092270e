import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Answer } from '../api/answer.ts';
import type { Call } from '../api/call.ts';
import { env } from '../env.ts';
import { type PageFiles, pageFiles } from './files.ts';
import { htmlOf } from './html.ts';
import { type PageName, policyOf } from './policy.ts';
import type { PageSettings } from './settings.ts';

export type PageDeps = {
  files: PageFiles;
  settings: PageSettings;
  /** The base URL of the API, without a trailing slash. */
  apiUrl: string;
  version: string;
};

/** Reads the variables; the files are in the function's own package, where Lambda says it is. */
export function pageDepsFromEnv(): PageDeps {
  return {
    files: pageFiles(join(process.env.LAMBDA_TASK_ROOT ?? '', 'pages')),
    settings: JSON.parse(env('PAGE_SETTINGS')) as PageSettings,
    apiUrl: env('PUBLIC_URL'),
    version: env('VERSION'),
  };
}

/** The names of files contain a hash of their content, so a browser never has to ask for one again. */
const KEPT = 'public, max-age=31536000, immutable';

/**
 * Answers with a page or one of its files.
 *
 * @throws {GatewayError} NOT_FOUND for a file that the page does not have
 */
export async function answerPage(
  deps: PageDeps,
  { route, params: { file }, headers }: Pick<Call, 'route' | 'params' | 'headers'>,
): Promise<Answer> {
  const page: PageName = route.path.startsWith('/console') ? 'console' : 'reference';
  if (file === undefined) return answerHtml(deps, page);
  const { bytes, type, coding } = await deps.files.read(page, file, headers['accept-encoding']);
  return {
    headers: {
      'content-type': type,
      'content-encoding': coding,
      'cache-control': KEPT,
      vary: 'accept-encoding',
    },
    bytes,
  };
}

async function answerHtml(
  { files, settings, apiUrl, version }: PageDeps,
  page: PageName,
): Promise<Answer> {
  const nonce = randomBytes(16).toString('base64');
  const { issuer, clientId, scopes, audience, local } = settings;
  const forBrowser = { apiUrl, version, issuer, clientId, scopes, audience, local, nonce };
  const { pages } = await files.manifest();
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyOf(page, settings, nonce),
      'referrer-policy': 'no-referrer',
      // Not `same-origin`, which would separate the page from the window in which a reader signs in again.
      'cross-origin-opener-policy': 'same-origin-allow-popups',
    },
    bytes: Buffer.from(htmlOf(page, pages[page], forBrowser)),
  };
}
