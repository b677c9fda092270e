/** What the pages of a deployment need to know; the variable PAGE_SETTINGS has it as JSON. */
export type PageSettings = {
  /** The OIDC issuer of access tokens. */
  issuer: string;
  /** The client of the issuer with which readers sign in. */
  clientId: string;
  /** The scopes that are asked for, as the issuer names them. */
  scopes: string[];
  /** The value of the parameter `audience` of the request to sign in, for issuers that need it. */
  audience?: string;
  /** Origins besides the issuer's that signing in sends requests to. */
  origins: string[];
  /** The origin of presigned links. */
  bucketOrigin: string;
  /** Whether this is the stack of `npm start`, where a token may be in the fragment of the address. */
  local: boolean;
};

/** What a page reads from its HTML. */
export type BrowserSettings = Pick<
  PageSettings,
  'issuer' | 'clientId' | 'scopes' | 'audience' | 'local'
> & {
  /** The base URL of the API, without a trailing slash. */
  apiUrl: string;
  /** The deployed version. */
  version: string;
  /** Permits a style sheet that a script adds to the page. */
  nonce: string;
};
