// Ed25519 signatures (RFC 8032) of receipts, checked with nothing but big numbers, as no browser of all knows them yet.
// Only public values are read, so that how long it takes tells nothing.

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

const modulo = (value) => ((value % P) + P) % P;

function power(base, exponent) {
  let result = 1n;
  for (let value = modulo(base), rest = exponent; rest > 0n; rest >>= 1n, value = (value * value) % P) {
    if (rest & 1n) result = (result * value) % P;
  }
  return result;
}

const inverse = (value) => power(value, P - 2n);
const D = modulo(-121665n * inverse(121666n));
const BASE = pointOf(Uint8Array.from([0x58, ...Array(31).fill(0x66)]));

function added([ax, ay], [bx, by]) {
  const both = modulo(D * ax * bx * ay * by);
  return [modulo((ax * by + bx * ay) * inverse(1n + both)), modulo((ay * by + ax * bx) * inverse(1n - both))];
}

function times(number, point) {
  let result = [0n, 1n];
  for (let rest = number, value = point; rest > 0n; rest >>= 1n, value = added(value, value)) {
    if (rest & 1n) result = added(result, value);
  }
  return result;
}

function pointOf(bytes) {
  const y = littleEndian(bytes) % 2n ** 255n;
  const square = modulo((y * y - 1n) * inverse(D * y * y + 1n));
  let x = power(square, (P + 3n) / 8n);
  if (modulo(x * x) !== square) x = modulo(x * power(2n, (P - 1n) / 4n));
  if (modulo(x * x) !== square || bytes.length !== 32) return null;
  return [Number(x & 1n) === bytes[31] >> 7 ? x : P - x, y];
}

function littleEndian(bytes) {
  return [...bytes].reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function bytesOf(hex, length) {
  if (!/^([0-9a-f]{2})+$/.test(hex) || hex.length !== 2 * length) return null;
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

async function sha512(bytes) {
  if (globalThis.crypto?.subtle) return new Uint8Array(await crypto.subtle.digest("SHA-512", bytes));
  const { sha512: hash } = await import("./vendor/noble-hashes/sha2.js");
  return hash(bytes);
}

/** Tell whether a text was signed: key of 32 and signature of 64 bytes, both in hexadecimal digits. */
export async function isSigned(publicKey, text, signature) {
  const [key, signed] = [bytesOf(publicKey, 32), bytesOf(signature, 64)];
  if (!key || !signed) return false;
  const [keyPoint, noncePoint] = [pointOf(key), pointOf(signed.slice(0, 32))];
  const scalar = littleEndian(signed.slice(32));
  if (!keyPoint || !noncePoint || scalar >= L) return false;
  const said = new TextEncoder().encode(text);
  const challenge = littleEndian(await sha512(Uint8Array.from([...signed.slice(0, 32), ...key, ...said]))) % L;
  const [x, y] = added(noncePoint, times(challenge, keyPoint));
  const [wantedX, wantedY] = times(scalar, BASE);
  return x === wantedX && y === wantedY;
}
