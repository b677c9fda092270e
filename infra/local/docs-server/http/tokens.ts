import { errors, jwtVerify, SignJWT } from 'jose';

/** Docs' two secrets: `inbox` verifies requests to Docs, `outbox` signs requests from Docs. */
export type Secrets = {
  /** If it is missing, Docs requires no tokens and reads only unsigned parameters. */
  inbox?: string;
  /** If it is missing, Docs signs nothing. */
  outbox?: string;
};

export type Verdict =
  | { state: 'good'; claims: Record<string, unknown> }
  | { state: 'expired' }
  | { state: 'bad' };

/** The clock skew that Docs allows, in seconds. */
const CLOCK_TOLERANCE_S = 60;

const OUTBOX_LIFETIME_S = 300;

/**
 * Verifies a token with the inbox secret as Docs does: HS256, HS384 or HS512. A bad signature is
 * reported as `bad` even if the token has also expired.
 */
export async function verifyInbox(token: unknown, secret: string): Promise<Verdict> {
  if (typeof token !== 'string') return { state: 'bad' };
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ['HS256', 'HS384', 'HS512'],
      clockTolerance: CLOCK_TOLERANCE_S,
    });
    return { state: 'good', claims: payload };
  } catch (error) {
    return { state: error instanceof errors.JWTExpired ? 'expired' : 'bad' };
  }
}

/** Signs claims with the outbox secret, valid for five minutes. */
export function signOutbox(claims: Record<string, unknown>, secret: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(now)
    .setExpirationTime(now + OUTBOX_LIFETIME_S)
    .sign(new TextEncoder().encode(secret));
}
