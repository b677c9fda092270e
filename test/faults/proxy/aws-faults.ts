import type { IncomingMessage } from 'node:http';
import type { FaultAction } from '../schedule/schedule.ts';
import type { Deed, HttpFault } from './http-proxy.ts';

/** More than the SDK tries to send one part. */
const REFUSED_PARTS = 5;

/** The fault of AWS that an action names; undefined if it is another kind of fault. */
export function awsFault({ fault, on, value = 0 }: FaultAction): HttpFault | undefined {
  const deed = deedOf(fault, value);
  if (!deed) return undefined;
  if (fault === 'refused-part') return { fits: isPart, deed, hits: 0, left: REFUSED_PARTS };
  return { fits: isFor(on), deed, hits: 0 };
}

const isFor = (service: string | undefined) => (request: IncomingMessage) =>
  serviceOf(request) === service;

/** Whether a request sends a part of a multipart upload. */
const isPart = (request: IncomingMessage) =>
  serviceOf(request) === 's3' &&
  request.method === 'PUT' &&
  /[?&]partNumber=/.test(`${request.url}`);

/**
 * The service that a signed request is for: the fourth part of its credential scope. A presigned link has
 * its signature in the query; it is `presigned`, because a caller or Docs uses it, not the gateway.
 */
export function serviceOf({ headers, url = '' }: IncomingMessage): string | undefined {
  if (/[?&]x-amz-signature=/i.test(url)) return 'presigned';
  return /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];
}

function deedOf(fault: string, value: number): ((request: IncomingMessage) => Deed) | undefined {
  switch (fault) {
    case 'throttle':
    case 'refused-part':
      return (request) => refusal(request, 503, 'SlowDown', 400, 'ThrottlingException');
    case 'server-error':
      return (request) => refusal(request, 500, 'InternalError', 500, 'InternalServerError');
    case 'denied':
      return (request) => refusal(request, 403, 'AccessDenied', 400, 'AccessDeniedException');
    case 'aws-reset':
      return () => ({ do: 'reset' });
    case 'lost-answer':
      return () => ({ do: 'lose-answer' });
    case 'slow-aws':
      return () => ({ do: 'delay', ms: value });
    case 'refused-entry':
      return () => REFUSED_ENTRY;
    default:
      return undefined;
  }
}

/** PutEvents answers 200 also when it refuses an entry. The gateway puts one entry at a time or several. */
const REFUSED_ENTRY: Deed = {
  do: 'answer',
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({
    FailedEntryCount: 1,
    Entries: Array(10).fill({ ErrorCode: 'InternalFailure', ErrorMessage: 'made by the harness' }),
  }),
};

/** S3 answers in XML, with its own names; every other service that the gateway calls in JSON. */
function refusal(
  request: IncomingMessage,
  s3Status: number,
  s3Code: string,
  status: number,
  code: string,
): Deed {
  if (serviceOf(request) === 's3') {
    const body = `<Error><Code>${s3Code}</Code><Message>made by the harness</Message></Error>`;
    return { do: 'answer', status: s3Status, headers: { 'content-type': 'application/xml' }, body };
  }
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code };
  const body = JSON.stringify({ __type: code, message: 'made by the harness' });
  return { do: 'answer', status, headers, body };
}
