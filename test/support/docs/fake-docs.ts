import type { ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { decodeJwt, jwtVerify } from 'jose';
import { docsClient } from '../../../shared/docs/client.ts';
import { fixedSecret } from '../fixed-secret.ts';
import { serve } from '../serve.ts';

export const SECRET = 'a-docs-secret-of-at-least-32-bytes';

type Body = Record<string, unknown>;

/** A request that the fake Docs received. */
export type Asked = { path: string; body: Body };

/** JSON, or a function that answers itself. */
export type Answer = object | ((response: ServerResponse, body: Body) => unknown);

/** A Docs that sends these answers in order, and then repeats the last. */
export async function fakeDocs(t: TestContext, answers: Answer[]) {
  const asked: Asked[] = [];
  const url = await serve(t, async (request, response) => {
    const body = (await json(request)) as Body;
    asked.push({ path: request.url ?? '', body });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (typeof answer === 'function') await answer(response, body);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  return { url, asked, docs: docsClient({ url, inbox: fixedSecret(SECRET) }) };
}

/** The claims of a request's token; its signature is not checked. */
export function claimsOf(asked: Asked | undefined) {
  return decodeJwt(String(asked?.body.token));
}

/** Answers like a Docs with this secret: with an error for a token that is signed with another. */
export function guarded(secret: () => string, answer: object, refusal = -8): Answer {
  return async (response, { token }) => {
    const accepted = await isSignedWith(secret(), String(token));
    response.end(JSON.stringify(accepted ? answer : { error: refusal }));
  };
}

function isSignedWith(secret: string, token: string): Promise<boolean> {
  return jwtVerify(token, new TextEncoder().encode(secret)).then(
    () => true,
    () => false,
  );
}
