import { WARNINGS } from '../../../build/build.ts';
import { ERRORS, type ErrorCode } from '../../../errors.ts';
import { TITLES } from '../../../problem.ts';
import { BUILD_TEXTS, FILE_TEXTS, REQUEST_TEXTS } from './builds.ts';
import { COMMAND_TEXTS } from './commands.ts';
import { EVENT_TEXTS } from './events.ts';
import { TEMPLATE_TEXTS } from './templates.ts';

/** Texts of one schema, by property; that of the empty name describes the schema itself. */
export type Texts = Record<string, string>;

/** Texts of the schemas in `openapi.json`. A test fails for a schema or a property without a text. */
export const DESCRIPTIONS: Record<string, Texts> = {
  BuildRequest: {
    '': 'What to build, and what to do with it. Has exactly one of script, url and template. null means that a field is absent (except for argument), and an empty list is an empty map.',
    ...REQUEST_TEXTS,
  },
  BuildForm: {
    '': 'A build request as a form. Every part but script, url, template and correlationId is JSON; an empty part is absent.',
    ...REQUEST_TEXTS,
    script: 'The script as a file, as it is. Needs the scope scripts:run.',
  },
  ScriptCheckRequest: {
    '': 'A script to check.',
    script: 'The script itself, at most 1 MiB. In a form, the file as it is.',
  },
  ScriptCheck: {
    '': 'What can be said of a script before Docs sees it.',
    error:
      'The first reason why the script fails whatever its argument is, as a build would have it; null if none is known.',
    warnings:
      'What is wrong or does not do what it seems to do, at most 100, in the order of the lines.',
    inputs: 'The files that the script reads as input://, in the order of the lines.',
    outputs: 'The files that the script saves, in the order of the lines.',
  },
  Build: { '': 'One script, run once in Docs, with one outcome.', ...BUILD_TEXTS },
  BuildStatus: { '': 'queued → running → succeeded, failed or cancelled.' },
  BuildPriority: {
    '': 'normal, or low for builds that nobody waits for.',
  },
  BuildOrigin: { '': 'How a request arrived: over HTTP, by queue, by upload or by event.' },
  BuildSource: {
    '': 'Where a script came from: a template, a URL, or the request itself.',
    template: 'The name of the template.',
    version: 'The version of the template that was read.',
    url: 'The URL of the script, without its query.',
    sha256: 'The SHA-256 digest of an inline script, in lower-case hex.',
    upload: 'The key of the upload that started the build.',
    versionId: 'The version of that upload.',
  },
  BuildFile: {
    '': 'A file in the bucket.',
    ...FILE_TEXTS,
    url: 'A link that anyone can fetch for 15 minutes. It is made when the one build is read; null once the file is gone, absent in lists.',
  },
  FileLink: {
    '': 'Links to a file that anyone can fetch until they expire.',
    url: 'Saves the file.',
    inlineUrl: 'Shows the file in a browser; null for types that a browser must not show.',
    expiresAt: 'When the links expire.',
  },
  Document: {
    '': 'The newest save of a document.',
    key: 'The document key.',
    tenant: 'The tenant of the document.',
    status: 'Docs’ number of the save: 2 final, 6 forced; null for a forgotten file.',
    forgotten: 'Whether the file was fetched from Docs later, because no callback was accepted.',
    lastsave: 'When the document was last changed; a digest for a forgotten file without a time.',
    savedAt: 'When the files were stored.',
    files: 'The document first, then changes.zip, history.json and form.json if the save has them.',
  },
  BuildWarning: {
    '': 'A line of the script that does not do what it seems to do.',
    code: 'The kind of warning.',
    line: 'The line of the script, from 1; null for a warning about the whole request.',
    column: 'The column of the line, from 1; null if it is not known.',
    detail: 'The warning in one sentence.',
  },
  BuildError: {
    '': 'Why a build failed.',
    code: 'The kind of error.',
    docsError: 'The number that Docs reported; null if the error is not from Docs.',
    retryable: 'Whether the same request may succeed later, with a new idempotency key.',
    detail: 'The error in one sentence.',
    at: 'Where the script failed; null if that is not known.',
  },
  ScriptPosition: {
    '': 'A place in a script.',
    line: 'The line, from 1.',
    column: 'The column, from 1.',
    message: 'The message of the engine.',
  },
  BuildLog: {
    '': 'A line that a script wrote to the console.',
    level: 'The method of console.',
    line: 'The line of the script, from 1; null if it is not known.',
    text: 'What was written.',
  },
  BuildList: {
    '': 'A page of builds, newest first.',
    items: 'The builds of the page, without links to their files.',
    cursor: 'Sent back as the parameter cursor, it gives the next page; null on the last page.',
  },
  ...TEMPLATE_TEXTS,
  ErrorCode: { '': `${openList('error')} Known codes: ${listOf(Object.keys(ERRORS), titleOf)}.` },
  WarningCode: { '': `${openList('warning')} Known codes: ${listOf(WARNINGS)}.` },
  Problem: {
    '': 'An error as RFC 9457 describes it, with the gateway’s own members.',
    type: 'A URN made from the code.',
    title: 'The kind of error in a few words; the same for each problem with this code.',
    status: 'The HTTP status.',
    detail: 'What is wrong with this request.',
    instance: 'The id of the request, which log lines contain.',
    code: 'The kind of error.',
    retryable: 'Whether the same request may succeed later.',
    docsError: 'The number that Docs reported.',
    errors: 'The wrong values of the request, if single ones are wrong.',
  },
  FieldError: {
    '': 'A wrong value of a request. It has one of pointer, parameter and header.',
    pointer: 'A JSON Pointer (RFC 6901) into the body.',
    parameter: 'The name of a parameter of the query.',
    header: 'The name of a header.',
    detail: 'The rule that the value breaks.',
  },
  GatewayMessage: {
    '': 'An answer that API Gateway makes before the gateway sees the request. It has the header apigw-requestid and is no problem document.',
    message: 'The reason in a few words, such as Unauthorized.',
  },
  Health: {
    '': 'Whether builds can run.',
    status: 'ok if Docs is reachable and supported, else down.',
    docs: 'What is known of Docs.',
  },
  HealthOfDocs: {
    '': 'What is known of Docs. It is asked at most every 10 s.',
    reachable: 'Whether Docs answered.',
    supported: 'Whether its version is supported; false while it is not known.',
  },
  Index: {
    '': 'The version and the addresses of this API.',
    name: 'Always docs-gateway.',
    version: 'The deployed version.',
    openapi: 'The address of this document.',
    reference: 'The address of the page that shows this document; null if it is off.',
    console: 'The address of the page that shows builds; null if it is off.',
    health: 'The address of the health check.',
  },
  FileContent: { '': 'The bytes of a file.' },
  OpenApiDocument: { '': 'An OpenAPI 3.1 document.' },
  ...COMMAND_TEXTS,
  ...EVENT_TEXTS,
};

function openList(what: string): string {
  return `The kind of ${what}. The list grows: treat a code that you do not know by its status or by retryable.`;
}

function listOf(codes: readonly string[], textOf = (_: string) => ''): string {
  return codes.map((code) => `${code}${textOf(code)}`).join(', ');
}

function titleOf(code: string): string {
  return ` (${TITLES[code as ErrorCode]})`;
}
