/**
 * The slip that a person takes along: the leaf of her act, its way up to the root, and the log's signature
 * over that root with the time. Whoever has the log's public key can check it without any network; held
 * against a copy of the log it shows whether the log was changed since (`wayhouse verify log --receipt`).
 *
 * Text form: `WHL1:` and base45, for the alphanumeric mode of QR codes. The root is left out: it follows from
 * leaf and proof. Within 1,200 bytes of a QR code for logs of up to 2^28 entries.
 */
import { fromBase45, toBase45 } from './base45.ts';
import { ByteReader, ByteWriter } from './byte-fields.ts';
import { checkpointBody, readCheckpoint } from './checkpoint.ts';
import { type Leaf, leafBytes, parseLeaf } from './leaf.ts';
import { inclusionRanges, proveInclusion, rootFromInclusion } from './proofs.ts';
import { keyId, type NoteKey, parseNote, TIMED, verifyNote } from './signed-note.ts';
import { nodesFromTiles } from './tile-nodes.ts';
import { readEntry, type ReadLogFile } from './tile-tree.ts';
import { HASH_BYTES, leafHash } from './tree-hash.ts';

/** `signature` is the timed one of the checkpoint, 64 bytes; `time` in seconds since 1970. */
export type Receipt = {
  origin: string;
  size: number;
  time: number;
  index: number;
  leaf: Buffer;
  proof: Buffer[];
  signature: Buffer;
};

/** What a slip proves, once it is verified. */
export type ReceiptProof = { leaf: Leaf; index: number; size: number; root: Buffer; time: number };

export class ReceiptError extends Error {
  override name = 'ReceiptError';
}

const PREFIX = 'WHL1:';

/**
 * Makes the slip of entry `index` from the log's published files and their checkpoint.
 * @throws ReceiptError when the checkpoint does not reach that far yet (try again in a second), or a file is
 * missing; NoteError when the checkpoint is not signed by `key`.
 */
export async function makeReceipt(
  read: ReadLogFile,
  key: NoteKey,
  index: number,
): Promise<Receipt> {
  const bytes = await read('checkpoint');
  if (!bytes) throw new ReceiptError('the log has no checkpoint yet');
  const { origin, size, time } = readCheckpoint(bytes, key);
  if (index >= size)
    throw new ReceiptError(`the log is signed up to ${size} entries; entry ${index} comes later`);
  const id = keyId({ ...key, type: TIMED });
  const own = parseNote(bytes).signatures.find((one) => one.name === key.name && one.id === id);
  const leaf = await readEntry(read, size, index);
  if (!own || !leaf) throw new ReceiptError(`entry ${index} is missing in the published files`);
  const proof = await proveInclusion(nodesFromTiles(read, size), index, size);
  const receipt = { origin, size, time, index, leaf, proof, signature: own.bytes.subarray(8) };
  verifyReceipt(receipt, key);
  return receipt;
}

/**
 * Checks a slip by itself.
 * @throws ReceiptError that says which part does not hold.
 */
export function verifyReceipt(receipt: Receipt, key: NoteKey): ReceiptProof {
  const { origin, size, time, index, leaf, proof, signature } = receipt;
  const parsed = parseLeaf(leaf);
  if (!parsed) throw new ReceiptError('the slip holds no leaf of this log');
  const root = rootFromInclusion(index, size, leafHash(leaf), proof);
  if (!root) throw new ReceiptError('the slip holds no proof for its place in the log');
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(BigInt(time));
  const timed: NoteKey = { ...key, type: TIMED };
  const text = checkpointBody({ origin, size, root });
  const bytes = Buffer.concat([stamp, signature]);
  try {
    if (origin !== key.name) throw new ReceiptError(`a slip of ${origin}, not of ${key.name}`);
    verifyNote({ text, signatures: [{ name: origin, id: keyId(timed), bytes }] }, timed);
  } catch (error) {
    if (error instanceof ReceiptError) throw error;
    throw new ReceiptError('the log did not sign what the slip says', { cause: error });
  }
  return { leaf: parsed, index, size, root, time };
}

/** The text for the QR code. */
export function encodeReceipt(receipt: Receipt): string {
  const { origin, size, time, index, leaf, proof, signature } = receipt;
  const writer = new ByteWriter().text(origin).number(size).number(time).number(index);
  writer.fixed(signature);
  packLeaf(writer, parseLeaf(leaf) as Leaf);
  for (const hash of proof) writer.fixed(hash);
  return PREFIX + toBase45(writer.bytes());
}

/** How much of a QR code the text takes, in bytes: alphanumeric mode stores two characters in 11 bits. */
export function receiptBytes(text: string): number {
  return Math.ceil((text.length * 11) / 16);
}

/** @throws ReceiptError when the text is no slip. Nothing is verified yet. */
export function decodeReceipt(text: string): Receipt {
  const bytes = text.startsWith(PREFIX) ? fromBase45(text.slice(PREFIX.length)) : undefined;
  if (!bytes) throw new ReceiptError(`a slip begins with ${PREFIX} and goes on in base45`);
  try {
    const reader = new ByteReader(bytes);
    const [origin, size, time, index] = [
      reader.text(),
      reader.number(),
      reader.number(),
      reader.number(),
    ];
    const signature = reader.fixed(64);
    const leaf = unpackLeaf(reader);
    const proof = inclusionRanges(index, size).map(() => reader.fixed(HASH_BYTES));
    if (reader.left) throw new RangeError('something behind the end');
    return { origin, size, time, index, leaf, proof, signature };
  } catch (error) {
    throw new ReceiptError(`a slip that is damaged: ${(error as Error).message}`, { cause: error });
  }
}

/** A leaf in about 140 bytes instead of 320: its names, UUID, minute and commitments as bytes. */
function packLeaf(writer: ByteWriter, leaf: Leaf): void {
  writer
    .number(Date.parse(leaf.t) / 60_000)
    .text(leaf.node)
    .text(leaf.act)
    .text(leaf.purpose)
    .text(leaf.store)
    .number(leaf.producer)
    .number(leaf.n)
    .fixed(Buffer.from(leaf.org.replaceAll('-', ''), 'hex'))
    .fixed(Buffer.from(leaf.ca, 'base64url'))
    .fixed(Buffer.from(leaf.cs, 'base64url'));
}

function unpackLeaf(reader: ByteReader): Buffer {
  const minute = reader.number();
  const [node, act, purpose, store] = [reader.text(), reader.text(), reader.text(), reader.text()];
  const [producer, n] = [reader.number(), reader.number()];
  const org = reader.fixed(16).toString('hex');
  return leafBytes({
    v: 1,
    t: `${new Date(minute * 60_000).toISOString().slice(0, 16)}Z`,
    node,
    act,
    purpose,
    store,
    producer,
    n,
    org: org.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    ca: reader.fixed(HASH_BYTES).toString('base64url'),
    cs: reader.fixed(HASH_BYTES).toString('base64url'),
  });
}
