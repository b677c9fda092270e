import { errors, jwtVerify, SignJWT } from 'jose';

/** Docs' two secrets: with `inbox` it checks what it is asked, with `outbox` it signs what it sends. */
export type Secrets = {
  /** Without one, tokens are off: only open parameters count, and nothing is signed. */
  inbox?: string;
  outbox?: string;
};

export type Verdict =
  | { state: 'good'; claims: Record<string, unknown> }
  | { state: 'expired' }
  | { state: 'bad' };

/** How wrong the other side's clock may be, in seconds. */
const CLOCK_TOLERANCE_S = 60;

const OUTBOX_LIFETIME_S = 300;

/** Checks a token with the inbox secret, as Docs does: HS256, HS384 or HS512, signature before times. */
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

/** What Docs sends along, signed with the outbox secret. */
export function signOutbox(claims: Record<string, unknown>, secret: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(now)
    .setExpirationTime(now + OUTBOX_LIFETIME_S)
    .sign(new TextEncoder().encode(secret));
}
