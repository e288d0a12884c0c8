// What binds a ballot to its choice without telling it: a nonce of 128 bits, and SHA-256 over vote, choice and nonce.

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// Browsers hash by themselves only on pages that came by TLS; a hall's own server may have none.
const digest = crypto.subtle
  ? async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
  : import("./vendor/noble-hashes/sha2.js").then(({ sha256 }) => sha256);

/** The SHA-256 of a text in UTF-8, in hexadecimal digits. */
export async function sha256(text) {
  return hex(await (await digest)(new TextEncoder().encode(text)));
}

/** A nonce that nobody can guess: 32 hexadecimal digits. */
export const newNonce = () => hex(crypto.getRandomValues(new Uint8Array(16)));

/** The commitment of a ballot (docs/awards.md); all three are 32 hexadecimal digits. */
export const commitmentOf = (voting, finalist, nonce) => sha256(`${voting}:${finalist}:${nonce}`);
