/**
 * In the browser this stands in for key kinds of age that no node uses as its intake key (post-quantum hybrids, P-256 tags):
 * a third of the store's bytes. Whoever gives the node such a key takes this file away; sealing to one says so.
 */
const notHere: unknown = new Proxy(
  {},
  {
    get() {
      throw new Error('This app seals to X25519 keys of age only.');
    },
  },
);

export const MLKEM768P256 = notHere;
export const MLKEM768X25519 = notHere;
export const p256 = notHere;
