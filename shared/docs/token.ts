import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { GatewayError } from '../errors.ts';
import type { SecretReader } from '../secret.ts';

/** How many seconds Docs' clock may be ahead of the gateway's clock, or behind it. */
export const DOCS_CLOCK_SECONDS = 300;

/** The minimum time between two reads of the secret after wrong tokens, because anyone can send them. */
const REFRESH_FLOOR_MS = 2_000;

/**
 * Signs a request to Docs. The claims are its parameters and its operation. The token is valid for five
 * minutes.
 *
 * @see https://api.onlyoffice.com/docs/docs-api/additional-api/signature/request/token-in-body/
 */
export function sign(
  secret: string,
  operation: string,
  params: Record<string, unknown>,
): Promise<string> {
  return new SignJWT({ ...params, operation })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(keyOf(secret));
}

/**
 * Checks a token that Docs signed with the outbox secret, the current one or the one before it.
 *
 * @param onWrongTime is called when Docs signed the token and its times are refused
 * @returns its claims; a token from a header has the callback's fields under `payload`
 * @throws {GatewayError} FORBIDDEN when it is expired, unsigned, or not signed by Docs
 */
export async function verifyOutbox(
  secret: SecretReader,
  token: string,
  onWrongTime = () => {},
): Promise<JWTPayload> {
  const tried = new Set<string>();
  const reads = [
    () => secret.current(),
    () => secret.previous(),
    () => secret.refresh(REFRESH_FLOOR_MS),
  ];
  for (const read of reads) {
    const value = await read();
    if (!value || tried.has(value)) continue;
    tried.add(value);
    const claims = await claimsOf(token, value, onWrongTime);
    if (claims) return claims;
  }
  throw new GatewayError('FORBIDDEN', 'The token is not signed with the outbox secret of Docs.');
}

/** The claims, or undefined when the token was signed with another secret. */
async function claimsOf(
  token: string,
  secret: string,
  onWrongTime: () => void,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, keyOf(secret), {
      algorithms: ['HS256', 'HS384', 'HS512'],
      clockTolerance: DOCS_CLOCK_SECONDS,
      requiredClaims: ['exp'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return undefined;
    // Claims are checked after the signature.
    if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed)
      onWrongTime();
    throw new GatewayError('FORBIDDEN', `The token of Docs is refused: ${reasonOf(error)}.`);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `its claim ${error.claim} is wrong`;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'its algorithm is not HS256, 384 or 512';
  return 'it is malformed';
}

function keyOf(secret: string): Uint8Array {
  return new TextEncoder().encode(secret);
}
