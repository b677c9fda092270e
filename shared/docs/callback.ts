import * as z from 'zod/mini';
import { canonicalJson } from '../json.ts';
import { parseWith } from '../parse.ts';
import { DOCUMENT_KEY, DOCUMENT_KEY_RULE } from './document-key.ts';
import { suffixOf } from './forgotten.ts';
import { isOwnUserdata } from './userdata.ts';

const text = () => z.nullish(z.string());

/** Absolute, or empty where there is nothing. */
const link = () =>
  z.nullish(
    z.string().check(
      z.refine((url) => url === '' || (/^https?:\/\//i.test(url) && URL.canParse(url)), {
        error: 'must be an absolute http or https URL',
      }),
    ),
  );

/** The claims of a callback's token; Docs adds fields from version to version. */
const claimsSchema = z
  .looseObject({
    key: z.string().check(z.regex(DOCUMENT_KEY, DOCUMENT_KEY_RULE)),
    status: z.literal([1, 2, 3, 4, 6, 7], 'must be 1, 2, 3, 4, 6 or 7'),
    /** When the token was made, in seconds since 1970. */
    iat: z.number(),
    url: link(),
    filetype: z.nullish(
      z.string().check(z.regex(/^[0-9A-Za-z]{1,16}$/, 'must be 1 to 16 letters and digits')),
    ),
    changesurl: link(),
    formsdataurl: link(),
    history: z.nullish(z.unknown()),
    lastsave: text(),
    userdata: text(),
  })
  .check(
    z.refine(({ status, url }) => !bringsDocument(status) || Boolean(url), {
      path: ['url'],
      error: 'must be a link to the document',
    }),
  );

export type CallbackStatus = 1 | 2 | 3 | 4 | 6 | 7;

/** What Docs says of a document. */
export type Callback = {
  key: string;
  status: CallbackStatus;
  /** When the document was changed last, RFC 3339; where Docs does not say, when it said this. */
  lastsave: string;
  /** A time that a repetition has too, in milliseconds since 1970. */
  time: number;
  /** Tells this from every other callback of its key and status; saves within one second share it. */
  mark: string;
  /** Where the document's file lies in Docs: what of its link a repetition has too. Else empty. */
  path: string;
  userdata?: string;
  filetype: string;
  /** As Docs made them: not re-based. */
  links: { url?: string; changesurl?: string; formsdataurl?: string };
  history: unknown;
  /** What may be told to everyone: no link, no token, no history. */
  facts: Record<string, unknown>;
};

/** Whether such a callback brings a document that is to be kept. */
export function bringsDocument(status: number): status is 2 | 6 {
  return status === 2 || status === 6;
}

/** Whether such a callback tells of a save: one that was done, or one that failed. */
export function tellsOfSave(status: number): status is 2 | 3 | 6 | 7 {
  return bringsDocument(status) || status === 3 || status === 7;
}

/**
 * Reads the claims of a callback's token.
 *
 * @throws {GatewayError} REQUEST_INVALID
 * @see https://api.onlyoffice.com/docs/docs-api/usage-api/callback-handler/
 */
export function parseCallback(input: unknown): Callback {
  const claims = parseWith(claimsSchema, input);
  const { key, status, iat, filetype, history } = claims;
  const lastsave = timeIn(claims.lastsave) ?? new Date(Math.trunc(iat) * 1000).toISOString();
  const { url, changesurl, formsdataurl, userdata } = withoutNulls(claims);
  return {
    key,
    status,
    lastsave,
    time: tellsOfSave(status) ? Date.parse(lastsave) : Math.trunc(iat) * 1000,
    mark: tellsOfSave(status) ? lastsave : canonicalJson(factsIn(claims)),
    path: url ? new URL(url).pathname : '',
    userdata,
    filetype: filetype?.toLowerCase() ?? suffixOf(url ?? ''),
    links: { url, changesurl, formsdataurl },
    history,
    facts: factsIn(claims),
  };
}

type Claims = z.infer<typeof claimsSchema>;

/** As Docs wrote it where that is plain RFC 3339, for it becomes part of an S3 key. */
function timeIn(lastsave: string | null | undefined): string | undefined {
  const time = Date.parse(lastsave ?? '');
  if (!(time >= 0)) return undefined;
  const isPlain = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(lastsave ?? '');
  return isPlain ? (lastsave ?? undefined) : new Date(time).toISOString();
}

function factsIn(claims: Claims): Record<string, unknown> {
  const { token, iat, exp, nbf, url, changesurl, formsdataurl, history, ...facts } = claims;
  const { userdata, ...others } = facts;
  return isOwnUserdata(userdata) ? others : facts;
}

function withoutNulls({ url, changesurl, formsdataurl, userdata }: Claims) {
  const texts = { url, changesurl, formsdataurl, userdata };
  return Object.fromEntries(
    Object.entries(texts).filter(([, value]) => typeof value === 'string'),
  ) as Partial<Record<keyof typeof texts, string>>;
}
