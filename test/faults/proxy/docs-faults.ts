import type { IncomingMessage } from 'node:http';
import type { FaultAction } from '../schedule/schedule.ts';
import type { Deed, HttpFault } from './http-proxy.ts';

const PAGE =
  '<!doctype html><title>Sign in</title><form action="/login"><input name="user"></form>';

/** The fault of Docs' answers that an action names; undefined if it is another kind of fault. */
export function docsFault({ fault, on, value = 0, text = '' }: FaultAction): HttpFault | undefined {
  const deed = deedOf(fault, value, text);
  if (!deed) return undefined;
  return { fits: (request) => requestKind(request) === on, deed: () => deed, hits: 0 };
}

function deedOf(fault: string, value: number, text: string): Deed | undefined {
  const html = { 'content-type': 'text/html' };
  switch (fault) {
    case 'page':
      return { do: 'answer', status: 200, headers: html, body: PAGE };
    case 'status':
      return { do: 'answer', status: value, headers: html, body: PAGE };
    case 'too-many-requests':
      return { do: 'answer', status: 429, headers: { 'retry-after': retryAfter(text) }, body: '' };
    case 'half-answer':
      return { do: 'halve' };
    default:
      return undefined;
  }
}

/** A `Retry-After` of a fault; `date` is a date in two seconds. */
function retryAfter(text: string): string {
  return text === 'date' ? new Date(Date.now() + 2_000).toUTCString() : text;
}

/** What a request to Docs is for, as `FAULTS` names it. */
export function requestKind({ url = '' }: IncomingMessage): string {
  if (/^\/docbuilder/.test(url)) return 'builder';
  if (/^\/(command|coauthoring)/.test(url)) return 'command';
  return /^\/cache\//.test(url) ? 'results' : 'other';
}
