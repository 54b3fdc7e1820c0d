// Finds the number that a challenge hides: SHA-256(salt + number) = challenge. Runs apart from the
// page, so that typing stays smooth. Two ways to hash: in script, ten times as fast, since calling
// crypto.subtle takes longer than one hash, and there where a page is not secure (http on a local
// network); by crypto.subtle, six times as fast where a careful browser does not compile scripts.

const TRIAL = 4000; // hashes by which the two ways are compared
const BLOCK = 64;
const LENGTH_BYTES = 8;

const ROUND_KEYS = new Int32Array(BLOCK);
const START = new Int32Array(8);

// FIPS 180-4, 4.2.2 and 5.3.3: the fractions of the roots of the first primes.
function fraction(root) {
  return (root - Math.floor(root)) * 2 ** 32;
}

for (let candidate = 2, found = 0; found < BLOCK; candidate++) {
  let divisor = 2;
  while (candidate % divisor) divisor++;
  if (divisor < candidate) continue;
  if (found < START.length) START[found] = fraction(Math.sqrt(candidate));
  ROUND_KEYS[found++] = fraction(Math.cbrt(candidate));
}

const schedule = new Int32Array(BLOCK);

// FIPS 180-4, 6.2.2: mixes one block into the state.
function compress(state, view, offset) {
  for (let i = 0; i < 16; i++) schedule[i] = view.getInt32(offset + 4 * i);
  for (let i = 16; i < BLOCK; i++) {
    const early = schedule[i - 15];
    const late = schedule[i - 2];
    const s0 = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
    const s1 = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
    schedule[i] = schedule[i - 16] + s0 + schedule[i - 7] + s1;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < BLOCK; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND_KEYS[i] + schedule[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

// A function: the digest of the salt followed by a number, as eight words that the next call reuses.
function hasher(salt, max) {
  const prefix = new TextEncoder().encode(salt);
  const longest = prefix.length + String(max).length + 1 + LENGTH_BYTES;
  const bytes = new Uint8Array(Math.ceil(longest / BLOCK) * BLOCK);
  const view = new DataView(bytes.buffer);
  const state = new Int32Array(START.length);
  bytes.set(prefix);
  return (number) => {
    const digits = String(number);
    const end = prefix.length + digits.length;
    for (let i = 0; i < digits.length; i++) bytes[prefix.length + i] = digits.charCodeAt(i);
    bytes.fill(0, end);
    bytes[end] = 0x80;
    const size = Math.ceil((end + 1 + LENGTH_BYTES) / BLOCK) * BLOCK;
    view.setUint32(size - 4, 8 * end);
    state.set(START);
    for (let offset = 0; offset < size; offset += BLOCK) compress(state, view, offset);
    return state;
  };
}

// Each way is a function: the number sought among those from one up to another, or null.
function inScript({ salt, challenge, max }) {
  const wanted = challenge.match(/.{8}/g).map((word) => parseInt(word, 16) | 0);
  const digest = hasher(salt, max);
  return (from, to) => {
    for (let number = from; number < to; number++) {
      const found = digest(number);
      if (wanted.every((word, i) => word === found[i])) return number;
    }
    return null;
  };
}

function inBrowser({ salt, challenge }) {
  const wanted = challenge.match(/../g).map((byte) => parseInt(byte, 16));
  const encoder = new TextEncoder();
  return async (from, to) => {
    for (let number = from; number < to; number++) {
      const found = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(salt + number)));
      if (wanted.every((byte, i) => byte === found[i])) return number;
    }
    return null;
  };
}

async function solve(task) {
  const ways = crypto.subtle ? [inScript(task), inBrowser(task)] : [inScript(task)];
  const end = task.max + 1;
  let from = 0;
  let fastest = { took: Infinity };
  for (const way of ways) {
    const began = performance.now();
    const number = await way(from, Math.min(from + TRIAL, end));
    const took = performance.now() - began;
    if (number !== null) return number;
    if (took < fastest.took) fastest = { way, took };
    from += TRIAL;
  }
  return fastest.way(from, end);
}

self.onmessage = async ({ data }) => self.postMessage(await solve(data));
