import type { ErrorCode } from '../errors.ts';

type Meanings = Record<number, { code: ErrorCode; message: string }>;

/** The builder's error numbers, and the errors that callers see for them. */
export const BUILD_ERRORS: Meanings = {
  [-1]: { code: 'DOCS_INTERNAL', message: 'Docs reported an internal error' },
  [-2]: { code: 'BUILD_TIMEOUT', message: 'the script ran or waited in Docs for too long' },
  [-3]: { code: 'SCRIPT_FAILED', message: 'the script failed in Docs' },
  [-4]: { code: 'SOURCE_DOWNLOAD', message: 'Docs could not download the script' },
  [-6]: { code: 'DOCS_INTERNAL', message: 'Docs reported an internal error' },
  [-7]: { code: 'SCRIPT_FAILED', message: 'Docs refused an address that the script uses' },
  [-8]: { code: 'DOCS_AUTH', message: 'Docs refuses the token of this gateway' },
  [-10]: { code: 'SOURCE_DOWNLOAD', message: 'the script is larger than Docs allows' },
};

/** The command service's error numbers. 4 is missing: for `forcesave` it is not an error. */
export const COMMAND_ERRORS: Meanings = {
  1: { code: 'DOCUMENT_NOT_FOUND', message: 'Docs has no document of this key' },
  2: { code: 'CALLBACK_URL_INVALID', message: 'Docs has no callback URL for this document' },
  3: { code: 'DOCS_INTERNAL', message: 'Docs reported an internal error' },
  5: { code: 'COMMAND_INVALID', message: 'this Docs does not know the command' },
};
