import { callbackBody, type Signing } from '../docs/callbacks.ts';
import type { Gateway, Problem } from './gateway.ts';

export type CallbackClaims = Record<string, unknown>;

/** Sends callbacks to the gateway that Docs did not send: with any claims, signature and headers. */
export function callbackPoster({ outputs }: Gateway) {
  return {
    /** Posts to the callback address of a tenant, as Docs does. */
    async post(tenant: string, body: string, headers: Record<string, string> = {}, query = '') {
      const response = await fetch(`${outputs.apiUrl}/v1/callbacks/${tenant}${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      const answer = (await response.json()) as Problem & { error: number };
      return { status: response.status, body: answer };
    },
    /** The body of a callback with these claims, signed as Docs signs unless `signing` differs. */
    signed: (claims: CallbackClaims, signing: Signing = {}) =>
      callbackBody(claims, { secret: outputs.outboxSecret, ...signing }),
  };
}

/** The claims of the callback for a user who opened a document. Docs sends no file with it. */
export const came = (key: string, changed: CallbackClaims = {}): CallbackClaims => ({
  key,
  status: 1,
  users: ['anna'],
  actions: [{ type: 1, userid: 'anna' }],
  ...changed,
});
