/**
 * A token, or a function that gets one. The function is called before a token expires and after a `401`,
 * with `fresh: true` when a token that it has kept will not do.
 */
export type Token = string | ((need: { fresh: boolean }) => string | Promise<string>);

/** Keeps a token until shortly before it expires. */
export type TokenKeeper = {
  /** @param refused a token that the gateway did not accept, which is replaced */
  get(refused?: string): Promise<string>;
  /** Whether a refused token can be replaced. */
  canRefresh: boolean;
};

/** A token is replaced this long before it expires: a request that is sent now arrives within this time. */
const MARGIN_MS = 30_000;

type Kept = { token: string; goodUntil: number };

export function tokenKeeper(source: Token): TokenKeeper {
  if (typeof source === 'string') return { get: async () => source, canRefresh: false };
  let kept: Promise<Kept> | undefined;
  const ask = (fresh: boolean) => {
    const asked = keep(source, fresh);
    // An issuer that failed is asked again by the next call.
    asked.catch(() => {
      if (kept === asked) kept = undefined;
    });
    kept = asked;
    return asked;
  };
  const get = async (refused?: string) => {
    const current = kept ?? ask(refused !== undefined);
    const { token, goodUntil } = await current;
    if (token !== refused && Date.now() < goodUntil) return token;
    // Calls at the same time share one new token.
    return (await (kept && kept !== current ? kept : ask(true))).token;
  };
  return { get, canRefresh: true };
}

/**
 * `goodUntil` is some time before `exp` of a JWT. A token that is not readable, or that seems to have
 * expired although it is new, because the clock here is wrong, is kept until the gateway refuses it.
 */
async function keep(source: Exclude<Token, string>, fresh: boolean): Promise<Kept> {
  const token = await source({ fresh });
  const until = expiryOf(token) * 1000 - MARGIN_MS;
  const isKnown = !Number.isNaN(until) && (!fresh || until > Date.now());
  return { token, goodUntil: isKnown ? until : Number.POSITIVE_INFINITY };
}

/** In seconds since 1970; not a number if the token is no JWT with `exp`. */
function expiryOf(token: string): number {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return Number(JSON.parse(atob(payload)).exp);
  } catch {
    return Number.NaN;
  }
}
