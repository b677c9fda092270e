import * as z from 'zod/mini';
import { canonicalJson, utf8Length } from '../json.ts';
import { parseWith } from '../parse.ts';
import { filetypeIn, isGiven, linkIn, pathOf, timeIn } from './callback-fields.ts';
import {
  type CallbackStatus,
  hasDocument,
  isSave,
  STATUS_NUMBERS,
  statusOf,
} from './callback-status.ts';
import { MAX_KEY_BYTES } from './document-key.ts';
import { suffixOf } from './forgotten.ts';
import { isOwnUserdata, userdataIn } from './userdata.ts';

const key = z.pipe(
  z.transform((value) => (Number.isFinite(value) ? String(value) : value)),
  z.string('must be a string').check(
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
  z.literal(Object.values(STATUS_NUMBERS), 'must be 1, 2, 3, 4, 6 or 7'),
);

/**
 * The claims of a callback's token. Only the fields that the gateway needs are checked. Every
 * other field may have any type, and newer versions of Docs add fields.
 */
const claimsSchema = z
  .looseObject({
    key,
    status,
    /** When the token was made, in seconds since 1970. */
    iat: z.number(),
  })
  .check(
    z.refine(({ status, url }) => !hasDocument(statusOf(status)) || linkIn(url) !== undefined, {
      path: ['url'],
      error: 'must be a link to the document',
    }),
  );

/** A callback of Docs. */
export type Callback = {
  key: string;
  status: CallbackStatus;
  /** When the document was last changed, RFC 3339; if Docs gives no time, when it signed the callback. */
  lastsave: string;
  /** In milliseconds since 1970; the same for every repetition of the callback. */
  time: number;
  /**
   * Differs between callbacks of one key and status, and is the same for every repetition. Two saves with
   * the same `lastsave` have the same identity; their `path` differs.
   */
  identity: string;
  /** The path of the document's link, the same for every repetition; empty if there is no link. */
  path: string;
  /** Absent unless it is a string of at most 4,096 bytes. */
  userdata?: string;
  /** The suffix of the document's file: lower case, without a dot. */
  filetype: string;
  /** As Docs wrote them: not re-based, and without a host if Docs gave none. */
  links: { url?: string; changesurl?: string; formsdataurl?: string };
  history: unknown;
  /** The fields that events show, with Docs' number as `status`: no link, no token, no history. */
  publicFields: Record<string, unknown>;
  /** The names of the fields that were unusable, and were dropped or derived from others. */
  unusable: string[];
};

/**
 * Reads the claims of a callback's token. An unusable field other than the key, the status and the link
 * of a save is derived from other fields, or dropped.
 *
 * @throws {GatewayError} REQUEST_INVALID when the key or the status is unusable, or a save has no link
 * @see https://api.onlyoffice.com/docs/docs-api/usage-api/callback-handler/
 */
export function parseCallback(input: unknown): Callback {
  const parsed = parseWith(claimsSchema, input);
  // Zod drops a field named `__proto__`; the spread copies it as an ordinary field.
  const claims: Claims = { ...(input as object), ...parsed };
  const { key, iat, history, userdata } = claims;
  const status = statusOf(claims.status);
  const url = linkIn(claims.url);
  const changesurl = linkIn(claims.changesurl);
  const formsdataurl = linkIn(claims.formsdataurl);
  const signedAt = new Date(Math.trunc(iat) * 1000);
  const lastsave = timeIn(claims.lastsave) ?? signedAt.toISOString();
  const filetype = filetypeIn(claims.filetype) ?? (url && suffixOf(url));
  const publicFields = publicFieldsIn(claims, { filetype, lastsave });
  return {
    key,
    status,
    lastsave,
    time: isSave(status) ? Date.parse(lastsave) : signedAt.getTime(),
    identity: isSave(status) ? lastsave : canonicalJson(publicFields),
    path: url ? pathOf(url) : '',
    userdata: userdataIn(userdata),
    filetype: filetype ?? 'bin',
    links: { url, changesurl, formsdataurl },
    history,
    publicFields,
    unusable: unusableIn(claims),
  };
}

type Claims = z.infer<typeof claimsSchema>;

function publicFieldsIn(
  claims: Claims,
  { filetype, lastsave }: { filetype: string | undefined; lastsave: string },
): Record<string, unknown> {
  const { token, iat, exp, nbf, url, changesurl, formsdataurl, history, ...publicFields } = claims;
  if (isOwnUserdata(publicFields.userdata)) delete publicFields.userdata;
  if (filetype !== undefined) publicFields.filetype = filetype;
  else delete publicFields.filetype;
  if ('lastsave' in publicFields && timeIn(publicFields.lastsave) === undefined)
    publicFields.lastsave = lastsave;
  return publicFields;
}

const READERS = {
  url: linkIn,
  changesurl: linkIn,
  formsdataurl: linkIn,
  filetype: filetypeIn,
  lastsave: timeIn,
};

function unusableIn(claims: Claims): string[] {
  return Object.entries(READERS).flatMap(([name, read]) =>
    isGiven(claims[name]) && read(claims[name]) === undefined ? [name] : [],
  );
}
