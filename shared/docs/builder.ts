import * as z from 'zod/mini';
import { MAX_FILES } from '../build/build.ts';
import { GatewayError, isGatewayError } from '../errors.ts';
import { type DocsClient, docsErrorNumber } from './client.ts';
import { BUILD_ERRORS } from './error-numbers.ts';
import { type FileLink, readResultLinks } from './result-links.ts';

export type StagedBuild = {
  /** Chosen by the caller; Docs starts a build once per key, however often it is asked. */
  key: string;
  /** Absolute; Docs downloads it when it starts the build, so Docs must be able to reach it. */
  scriptUrl: string;
  /** Any JSON; the script's global `Argument`. */
  argument?: unknown;
  /** The name of the file in which an instrumented script reports; it is no result. */
  report?: string;
};

type BuildParams = { key: string; async: true; url?: string; argument?: unknown };

export type BuildAnswer =
  | { state: 'running' }
  | { state: 'done'; results: FileLink[]; report?: FileLink };

/** If Docs answers synchronously despite `async`, the request is repeated; Docs continues the build. */
const BUILD_TIMEOUT_MS = 15_000;

/** Links by name. `z.record` would drop the name `__proto__`, and a script may save a file under any name. */
const linksSchema = z.custom<Record<string, string>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((link) => typeof link === 'string'),
);

const answerSchema = z.object({
  key: z.string(),
  end: z.boolean(),
  urls: z.optional(linksSchema),
});

/**
 * Asks Docs for the state of a build; the first request starts it. Safe to repeat, also concurrently.
 *
 * @throws {GatewayError} with Docs' number in its details when the build failed; RESULT_TOO_LARGE when the
 *   script saved too many files; DOCS_UNAVAILABLE when Docs did not answer, so that the same request may be
 *   sent again
 * @see https://api.onlyoffice.com/docs/docs-api/additional-api/document-builder-api/
 */
export function askForBuild(docs: DocsClient, build: StagedBuild): Promise<BuildAnswer> {
  const { key, scriptUrl, argument, report } = build;
  const params = { async: true as const, key, url: scriptUrl };
  return ask(docs, { ...params, ...(argument !== undefined && { argument }) }, report);
}

/**
 * Asks for new links to the files of a build that has ended, or whether it still runs. A key that Docs
 * does not know is `running` in the first answer, and SCRIPT_FAILED in the next.
 *
 * @param report as in `StagedBuild`
 */
export function askForResults(
  docs: DocsClient,
  key: string,
  report?: string,
): Promise<BuildAnswer> {
  return ask(docs, { async: true, key }, report);
}

async function ask(docs: DocsClient, params: BuildParams, report?: string): Promise<BuildAnswer> {
  const answer = await docs
    .ask('docbuilder', params, { timeoutMs: BUILD_TIMEOUT_MS })
    .catch((error: unknown) => {
      throw isGatewayError(error, 'DOCS_TIMEOUT') ? unanswered(error) : error;
    });
  return readAnswer(docs, params.key, answer, report);
}

/** The request can be repeated after a time-out too, so a time-out gets the same code. */
function unanswered(error: GatewayError): GatewayError {
  return new GatewayError('DOCS_UNAVAILABLE', error.message, { cause: error });
}

function readAnswer(
  docs: DocsClient,
  key: string,
  answer: unknown,
  report: string | undefined,
): BuildAnswer {
  const docsError = docsErrorNumber(answer);
  if (docsError !== 0) throw failureOf(docsError);
  const { data } = answerSchema.safeParse(answer);
  if (!data || (data.end && !data.urls)) {
    throw new GatewayError('DOCS_PROTOCOL', 'Docs sent an answer that is not a builder response');
  }
  if (data.key !== key) {
    throw new GatewayError(
      'DOCS_PROTOCOL',
      'Docs answered with another key than the request: it is older than 7.3, which this gateway needs',
    );
  }
  if (!data.end) return { state: 'running' };
  return { state: 'done', ...filesIn(docs, data.urls ?? {}, report) };
}

/** Counts first, because a script may save tens of thousands of files. */
function filesIn(docs: DocsClient, urls: Record<string, string>, report: string | undefined) {
  const isReported = report !== undefined && Object.hasOwn(urls, report);
  const count = Object.keys(urls).length - Number(isReported);
  if (count <= MAX_FILES) {
    const links = readResultLinks(docs, urls);
    if (!isReported) return { results: links };
    const results = links.filter(({ name }) => name !== report);
    return { results, report: links.find(({ name }) => name === report) };
  }
  const message = `The script saved ${count} files; the limit is ${MAX_FILES}.`;
  throw new GatewayError('RESULT_TOO_LARGE', message);
}

/** Whether Docs no longer works on a build that failed with this error. */
export function isEndInDocs({ code, details }: GatewayError): boolean {
  if (code === 'DOCS_AUTH') return false;
  return details.docsError !== undefined || code === 'RESULT_TOO_LARGE';
}

function failureOf(docsError: number): GatewayError {
  const known = BUILD_ERRORS[docsError];
  const code = known?.code ?? 'DOCS_PROTOCOL';
  const message =
    known?.message ?? 'Docs sent an error number that it does not document for builds';
  return new GatewayError(code, `${message} (error ${docsError})`, { docsError });
}
