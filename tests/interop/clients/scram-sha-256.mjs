// SCRAM-SHA-256 (RFC 5802, RFC 7677) for @xmpp/client, which itself knows only SCRAM-SHA-1 and PLAIN: an answer on
// Node's own hash functions, registered the way that library takes further mechanisms.

import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

const hmac = (key, text) => createHmac("sha256", key).update(text).digest();
const escaped = (name) => name.replaceAll("=", "=3D").replaceAll(",", "=2C");

export class ScramSha256 {
  name = "SCRAM-SHA-256";
  clientFirst = true;
  #nonce = randomBytes(18).toString("base64");
  #first = "";
  #challenge = null;

  response({ username, password }) {
    if (this.#challenge === null) {
      this.#first = `n=${escaped(username)},r=${this.#nonce}`;
      return `n,,${this.#first}`;
    }
    const { r: nonce, s: salt, i: rounds } = this.#challenge.values;
    if (!nonce.startsWith(this.#nonce)) throw new Error("the server answered somebody else's nonce");
    const salted = pbkdf2Sync(password, Buffer.from(salt, "base64"), Number(rounds), 32, "sha256");
    const clientKey = hmac(salted, "Client Key");
    const storedKey = createHash("sha256").update(clientKey).digest();
    const final = `c=${Buffer.from("n,,").toString("base64")},r=${nonce}`;
    const signature = hmac(storedKey, `${this.#first},${this.#challenge.text},${final}`);
    const proof = Buffer.from(clientKey.map((byte, at) => byte ^ signature[at]));
    return `${final},p=${proof.toString("base64")}`;
  }

  challenge(text) {
    const values = Object.fromEntries(text.split(",").map((part) => [part[0], part.slice(2)]));
    this.#challenge = { text, values };
    return this;
  }
}

ScramSha256.prototype.name = "SCRAM-SHA-256";
