/** What the HTML of the page says about the deployment. */
export type Settings = {
  /** The base URL of the API, without a trailing slash. */
  apiUrl: string;
  /** The deployed version. */
  version: string;
  /** Whether this is the stack of `npm start`. */
  local: boolean;
  /** The OIDC issuer of access tokens. */
  issuer: string;
  /** The client of the issuer with which readers sign in. */
  clientId: string;
  /** The scopes that are asked for, as the issuer names them. */
  scopes: string[];
  /** The value of the parameter `audience` of the request to sign in. */
  audience?: string;
  /** Permits a style sheet that a script adds to the page: the editor's `EditorView.cspNonce`. */
  nonce: string;
};

export const settings: Settings = JSON.parse(
  document.getElementById('settings')?.textContent ?? '{}',
);
