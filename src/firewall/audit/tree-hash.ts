/**
 * The hashes of RFC 6962, section 2.1 (the same in RFC 9162, section 2.1.1): SHA-256 with a leading byte
 * that tells leaves (0x00) from nodes (0x01), so that neither can be passed off as the other.
 */
import { hash } from 'node:crypto';

export const HASH_BYTES = 32;

/** The root of a tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Buffer = sha256(Buffer.alloc(0));

const node = Buffer.alloc(1 + 2 * HASH_BYTES);
node[0] = 1;
let leaf = Buffer.alloc(1 + 1024);

/** `data` of any length gives the 32 bytes that stand for it in the tree. */
export function leafHash(data: Uint8Array): Buffer {
  if (leaf.length <= data.length) leaf = Buffer.alloc(2 * data.length + 1);
  leaf.set(data, 1);
  return sha256(leaf.subarray(0, data.length + 1));
}

/** Two hashes of 32 bytes give the hash of the node above them. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return sha256(node);
}

/** By way of text: a hash then shares a block of memory with 255 others instead of having one of its own. */
function sha256(bytes: Uint8Array): Buffer {
  const digest = Buffer.allocUnsafe(HASH_BYTES);
  digest.write(hash('sha256', bytes, 'binary'), 'latin1');
  return digest;
}

/** The hash over `hashes`, whose number is a power of two: a whole subtree. */
export function wholeHash(hashes: readonly Buffer[]): Buffer {
  let row = hashes;
  while (row.length > 1) {
    const above: Buffer[] = [];
    for (let at = 0; at < row.length; at += 2)
      above.push(nodeHash(row[at] as Buffer, row[at + 1] as Buffer));
    row = above;
  }
  return row[0] as Buffer;
}
