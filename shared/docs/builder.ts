import * as z from 'zod/mini';
import { MAX_FILES } from '../build/build.ts';
import { type ErrorCode, GatewayError, isGatewayError } from '../errors.ts';
import { type DocsClient, docsErrorNumber } from './client.ts';
import type { FileLink } from './open-file.ts';
import { readResultLinks } from './result-links.ts';

export type StagedBuild = {
  /** Ours to choose; Docs starts a key once, however often it is asked. */
  key: string;
  /** Absolute; Docs downloads it when the build's turn comes, so it must be reachable from there. */
  scriptUrl: string;
  /** Any JSON; the script's global `Argument`. */
  argument?: unknown;
};

type Question = { key: string; async: true; url?: string; argument?: unknown };

export type BuildAnswer = { state: 'running' } | { state: 'done'; results: FileLink[] };

/** A Docs that answers synchronously, though asked not to, is asked again: it has gone on meanwhile. */
const BUILD_TIMEOUT_MS = 15_000;

/** What the builder's error numbers mean for a build, and what its caller is told. */
const BUILD_ERRORS: Record<number, { code: ErrorCode; message: string }> = {
  [-1]: { code: 'DOCS_INTERNAL', message: 'Docs failed inside' },
  [-2]: { code: 'BUILD_TIMEOUT', message: 'the script ran, or waited in Docs, for too long' },
  [-3]: { code: 'SCRIPT_FAILED', message: 'the script failed in Docs' },
  [-4]: { code: 'SOURCE_DOWNLOAD', message: 'Docs could not download the script' },
  [-6]: { code: 'DOCS_INTERNAL', message: 'Docs failed inside' },
  [-7]: { code: 'SCRIPT_FAILED', message: 'Docs refused where the script leads' },
  [-8]: { code: 'DOCS_AUTH', message: 'Docs refuses our token' },
  [-10]: { code: 'SOURCE_DOWNLOAD', message: 'the script is larger than Docs allows' },
};

/** Links by name. Not `z.record`, which drops `__proto__`: a script may save a file under any name. */
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
 * Asks Docs how a build goes; the first time of asking starts it. Safe to repeat, also side by side.
 *
 * @throws {GatewayError} with Docs' number in its details when the build failed; RESULT_TOO_LARGE when the
 *   script saved too many files; DOCS_UNAVAILABLE when Docs did not answer: then the same question may be
 *   asked again
 * @see https://api.onlyoffice.com/docs/docs-api/additional-api/document-builder-api/
 */
export function askForBuild(docs: DocsClient, build: StagedBuild): Promise<BuildAnswer> {
  const { key, scriptUrl, argument } = build;
  return ask(docs, {
    async: true,
    key,
    url: scriptUrl,
    ...(argument !== undefined && { argument }),
  });
}

/**
 * Asks for fresh links to the files of a key that has ended, or whether it still runs. A key that
 * Docs does not know is `running` at first, and SCRIPT_FAILED the next time.
 */
export function askForResults(docs: DocsClient, key: string): Promise<BuildAnswer> {
  return ask(docs, { async: true, key });
}

async function ask(docs: DocsClient, params: Question): Promise<BuildAnswer> {
  const answer = await docs
    .ask('docbuilder', params, { timeoutMs: BUILD_TIMEOUT_MS })
    .catch((error: unknown) => {
      throw isGatewayError(error, 'DOCS_TIMEOUT') ? unanswered(error) : error;
    });
  return readAnswer(docs, params.key, answer);
}

/** A question that can be repeated needs no name of its own for "not in time". */
function unanswered(error: GatewayError): GatewayError {
  return new GatewayError('DOCS_UNAVAILABLE', error.message, { cause: error });
}

function readAnswer(docs: DocsClient, key: string, answer: unknown): BuildAnswer {
  const docsError = docsErrorNumber(answer);
  if (docsError !== 0) throw failureOf(docsError);
  const { data } = answerSchema.safeParse(answer);
  if (!data || (data.end && !data.urls)) {
    throw new GatewayError('DOCS_PROTOCOL', 'Docs answered with something that is no build');
  }
  if (data.key !== key) {
    throw new GatewayError(
      'DOCS_PROTOCOL',
      'Docs answered under a key of its own: it is older than 7.3, which this gateway needs',
    );
  }
  if (!data.end) return { state: 'running' };
  return { state: 'done', results: resultsIn(docs, data.urls ?? {}) };
}

/** Counts before anything is done for each file: a script may save tens of thousands. */
function resultsIn(docs: DocsClient, urls: Record<string, string>): FileLink[] {
  const count = Object.keys(urls).length;
  if (count <= MAX_FILES) return readResultLinks(docs, urls);
  const message = `The script saved ${count} files; the limit is ${MAX_FILES}.`;
  throw new GatewayError('RESULT_TOO_LARGE', message);
}

/** Whether Docs has ended a build that failed with this error: it works on it no more. */
export function isEndInDocs({ code, details }: GatewayError): boolean {
  if (code === 'DOCS_AUTH') return false;
  return details.docsError !== undefined || code === 'RESULT_TOO_LARGE';
}

function failureOf(docsError: number): GatewayError {
  const known = BUILD_ERRORS[docsError];
  const code = known?.code ?? 'DOCS_PROTOCOL';
  const message = known?.message ?? 'Docs answered with an error that it never gives for builds';
  return new GatewayError(code, `${message} (error ${docsError})`, { docsError });
}
