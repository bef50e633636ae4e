/** Secrets of the node, by use: made from the keystore's root, and standing in no database. */
import { createHash, createHmac } from 'node:crypto';

/** A secret of the node, by label: 32 bytes. See `OpenFirewall.secret`. */
export type NodeSecret = (label: string) => Buffer;

/**
 * What is kept of a code. A scanned code has 128 random bits and its SHA-256 tells nothing; a spoken one has fewer,
 * so that it is digested under the node's key.
 */
export function codeDigest(secret: NodeSecret, kind: string, code: string): Buffer {
  if (kind !== 'spoken') return createHash('sha256').update(code).digest();
  return createHmac('sha256', secret('spoken-codes')).update(code.toUpperCase()).digest();
}
