// The colour of a person without a picture: the hue angle of XEP-0392 §5.1, the same in every client.
// SHA-1 (RFC 3174) is written out because the browser's own is asynchronous, and a face cannot wait.
import { remembered } from './remembered';

/** Degrees, 0 to 360. */
export const hueOf = remembered((address) => {
  const [first] = sha1(new TextEncoder().encode(address));
  // The first two bytes of the digest, least significant first.
  const word = first ?? 0;
  const number = ((word >>> 24) & 0xff) | (((word >>> 16) & 0xff) << 8);
  return (number / 65536) * 360;
});

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** The digest's five words. */
export function sha1(message: Uint8Array): number[] {
  const blocks = ((message.length + 8) >> 6) + 1;
  const bytes = new Uint8Array(blocks * 64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 4, message.length * 8);

  let h: [number, number, number, number, number] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const w = new Int32Array(80);
  for (let block = 0; block < bytes.length; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(block + i * 4);
    for (let i = 16; i < 80; i++) {
      w[i] = rotate((w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0), 1);
    }
    let [a, b, c, d, e] = h;
    for (let i = 0; i < 80; i++) {
      const [f, k] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotate(a, 5) + f + e + k + (w[i] ?? 0)) | 0;
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
    }
    h = [(h[0] + a) | 0, (h[1] + b) | 0, (h[2] + c) | 0, (h[3] + d) | 0, (h[4] + e) | 0];
  }
  return h.map((word) => word >>> 0);
}
