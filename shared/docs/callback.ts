import * as z from 'zod/mini';
import { canonicalJson, utf8Length } from '../json.ts';
import { parseWith } from '../parse.ts';
import { filetypeIn, isGiven, linkIn, pathOf, timeIn } from './callback-fields.ts';
import { suffixOf } from './forgotten.ts';
import { isOwnUserdata } from './userdata.ts';

/** Docs' database holds 255 characters; its key also stands in messages, events and log lines. */
const MAX_KEY_BYTES = 4096;

const key = z.pipe(
  z.transform((value) => (Number.isFinite(value) ? String(value) : value)),
  z.string('must be a text').check(
    z.minLength(1, 'must not be empty'),
    z.refine(
      (text) => utf8Length(text) <= MAX_KEY_BYTES,
      `must have at most ${MAX_KEY_BYTES} bytes`,
    ),
  ),
);

const status = z.pipe(
  z.transform((value) =>
    typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value,
  ),
  z.literal([1, 2, 3, 4, 6, 7], 'must be 1, 2, 3, 4, 6 or 7'),
);

/**
 * The claims of a callback's token; Docs adds fields from version to version. Only what nothing can be
 * kept without is checked: every other field may have any type.
 */
const claimsSchema = z
  .looseObject({
    key,
    status,
    /** When the token was made, in seconds since 1970. */
    iat: z.number(),
  })
  .check(
    z.refine(({ status, url }) => !bringsDocument(status) || linkIn(url) !== undefined, {
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
  /** Absent where it is no text: then no save is known by it. */
  userdata?: string;
  /** The suffix of the document's file: lower case, without a dot. */
  filetype: string;
  /** Not re-based; without a host where Docs gave none. */
  links: { url?: string; changesurl?: string; formsdataurl?: string };
  history: unknown;
  /** What may be told to everyone: no link, no token, no history. */
  facts: Record<string, unknown>;
  /** The fields that could not be used as they came, and were dropped or derived. */
  odd: string[];
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
 * Reads the claims of a callback's token. A field that is odd refuses nothing: it is derived from the
 * others, or dropped.
 *
 * @throws {GatewayError} REQUEST_INVALID when its key or its status is unusable, or a save has no link
 * @see https://api.onlyoffice.com/docs/docs-api/usage-api/callback-handler/
 */
export function parseCallback(input: unknown): Callback {
  const claims = parseWith(claimsSchema, input);
  const { key, status, iat, history, userdata } = claims;
  const url = linkIn(claims.url);
  const changesurl = linkIn(claims.changesurl);
  const formsdataurl = linkIn(claims.formsdataurl);
  const saidAt = new Date(Math.trunc(iat) * 1000);
  const lastsave = timeIn(claims.lastsave) ?? saidAt.toISOString();
  const filetype = filetypeIn(claims.filetype) ?? (url && suffixOf(url));
  const facts = factsIn(claims, { filetype, lastsave });
  return {
    key,
    status,
    lastsave,
    time: tellsOfSave(status) ? Date.parse(lastsave) : saidAt.getTime(),
    mark: tellsOfSave(status) ? lastsave : canonicalJson(facts),
    path: url ? pathOf(url) : '',
    userdata: typeof userdata === 'string' ? userdata : undefined,
    filetype: filetype ?? 'bin',
    links: { url, changesurl, formsdataurl },
    history,
    facts,
    odd: oddIn(claims),
  };
}

type Claims = z.infer<typeof claimsSchema>;

function factsIn(
  claims: Claims,
  { filetype, lastsave }: { filetype: string | undefined; lastsave: string },
): Record<string, unknown> {
  const { token, iat, exp, nbf, url, changesurl, formsdataurl, history, ...facts } = claims;
  if (isOwnUserdata(facts.userdata)) delete facts.userdata;
  if (filetype !== undefined) facts.filetype = filetype;
  else delete facts.filetype;
  if ('lastsave' in facts && timeIn(facts.lastsave) === undefined) facts.lastsave = lastsave;
  return facts;
}

const READERS = {
  url: linkIn,
  changesurl: linkIn,
  formsdataurl: linkIn,
  filetype: filetypeIn,
  lastsave: timeIn,
};

function oddIn(claims: Claims): string[] {
  return Object.entries(READERS).flatMap(([name, read]) =>
    isGiven(claims[name]) && read(claims[name]) === undefined ? [name] : [],
  );
}
