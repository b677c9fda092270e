/** Computes a SHA-256 digest of chunks: WebCrypto takes only whole contents, and is absent in pages over http. */
export type Digest = { update(chunk: Uint8Array): void; hex(): string };

const BLOCK_BYTES = 64;

/** The first 32 bits of the fractional part of a root of a prime number. */
const bitsOf = (root: number) => ((root - Math.floor(root)) * 2 ** 32) | 0;

const PRIMES = Array.from({ length: 312 }, (_, n) => n).filter(isPrime);
const ROUND_CONSTANTS = PRIMES.slice(0, 64).map((prime) => bitsOf(Math.cbrt(prime)));
const START = PRIMES.slice(0, 8).map((prime) => bitsOf(Math.sqrt(prime)));

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor < n; divisor++) if (n % divisor === 0) return false;
  return n > 1;
}

export function sha256(): Digest {
  const state = Int32Array.from(START);
  const block = new Uint8Array(BLOCK_BYTES);
  let [length, filled] = [0, 0];
  const update = (chunk: Uint8Array) => {
    length += chunk.length;
    let from = 0;
    while (from < chunk.length) {
      if (filled === 0 && chunk.length - from >= BLOCK_BYTES) {
        from = compressAll(state, chunk, from);
        continue;
      }
      const part = chunk.subarray(from, from + BLOCK_BYTES - filled);
      block.set(part, filled);
      filled = (filled + part.length) % BLOCK_BYTES;
      from += part.length;
      if (filled === 0) compressAll(state, block, 0);
    }
  };
  const hex = () => {
    const bits = length * 8;
    const end = new Uint8Array((((filled + 8) >> 6) << 6) + BLOCK_BYTES - filled);
    end[0] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, bits / 2 ** 32);
    view.setUint32(end.length - 4, bits >>> 0);
    update(end);
    return [...state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  };
  return { update, hex };
}

const rotated = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits));
const W = new Int32Array(64);

/** Reads all whole blocks of a chunk, and returns where the rest begins. */
function compressAll(state: Int32Array, chunk: Uint8Array, from: number): number {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  let next = from;
  for (; next + BLOCK_BYTES <= chunk.length; next += BLOCK_BYTES) compress(state, view, next);
  return next;
}

/** One block, as in FIPS 180-4, section 6.2.2. */
function compress(state: Int32Array, view: DataView, from: number): void {
  for (let t = 0; t < 16; t++) W[t] = view.getInt32(from + t * 4);
  for (let t = 16; t < 64; t++)
    W[t] = extended(word(t - 15), word(t - 2)) + word(t - 16) + word(t - 7);
  let a = at(state, 0),
    b = at(state, 1),
    c = at(state, 2),
    d = at(state, 3);
  let e = at(state, 4),
    f = at(state, 5),
    g = at(state, 6),
    h = at(state, 7);
  for (let t = 0; t < 64; t++) {
    const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + at(ROUND_CONSTANTS, t) + word(t)) | 0;
    const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  const after = [a, b, c, d, e, f, g, h];
  for (let n = 0; n < 8; n++) state[n] = at(state, n) + (after[n] as number);
}

const at = (words: Int32Array | number[], n: number) => words[n] as number;
const word = (t: number) => at(W, t);

function extended(before15: number, before2: number): number {
  const s0 = rotated(before15, 7) ^ rotated(before15, 18) ^ (before15 >>> 3);
  const s1 = rotated(before2, 17) ^ rotated(before2, 19) ^ (before2 >>> 10);
  return s0 + s1;
}
