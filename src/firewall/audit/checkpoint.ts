/**
 * What the log says of itself: its name, its size, its root (c2sp.org/tlog-checkpoint), signed by its key
 * twice: plainly, and with the time as a cosignature. The time stands there because the format asks that
 * the body carry nothing more. Both come from one key, told apart by their key ids.
 */
import {
  formatVkey,
  fromBase64,
  keyId,
  type NoteKey,
  NoteError,
  type NoteSigner,
  parseNote,
  PLAIN,
  signatureLine,
  TIMED,
  timedMessage,
  verifyNote,
} from './signed-note.ts';
import { HASH_BYTES } from './tree-hash.ts';

/** `root` has 32 bytes; `time` is in whole seconds since 1970. */
export type Checkpoint = { origin: string; size: number; root: Buffer; time: number };

/** The signed text of the checkpoint: three lines. */
export function checkpointBody({ origin, size, root }: Omit<Checkpoint, 'time'>): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** The bytes of the file `checkpoint`. The origin is the signer's name. */
export async function signCheckpoint(
  signer: NoteSigner,
  { size, root, time }: Omit<Checkpoint, 'origin'>,
): Promise<Buffer> {
  const { name, publicKey } = signer;
  const body = checkpointBody({ origin: name, size, root });
  const plain = await signer.sign(Buffer.from(body));
  const seconds = Buffer.alloc(8);
  seconds.writeBigUInt64BE(BigInt(time));
  const timed = Buffer.concat([seconds, await signer.sign(timedMessage(body, time))]);
  const line = (type: typeof PLAIN | typeof TIMED, bytes: Buffer): string =>
    signatureLine({ name, id: keyId({ name, type, publicKey }), bytes });
  return Buffer.from(`${body}\n${line(PLAIN, plain)}${line(TIMED, timed)}`);
}

/** The verifier key that goes with a signer: what an operator publishes. */
export function vkeyOf({ name, publicKey }: NoteSigner): string {
  return formatVkey({ name, type: PLAIN, publicKey });
}

/** The last second that a `Date` can tell. */
const LAST_SECOND = 8_640_000_000_000;

/**
 * Reads a checkpoint. With `key`, both of its signatures must be there and right, and the origin must be
 * the key's name; without, nothing is verified and the time is only what the file claims.
 * @throws NoteError that says what is wrong.
 */
export function readCheckpoint(bytes: Buffer, key?: NoteKey): Checkpoint {
  const note = parseNote(bytes);
  const [origin = '', count = '', hash = '', ...rest] = note.text.split('\n');
  const root = fromBase64(hash);
  const size = /^(0|[1-9][0-9]*)$/.test(count) ? Number(count) : Number.NaN;
  if (!origin || !Number.isSafeInteger(size) || root?.length !== HASH_BYTES || rest.length !== 1)
    throw new NoteError('a checkpoint has three lines: origin, size, root');
  if (!key) {
    const timed = note.signatures.find((one) => one.name === origin && one.bytes.length === 72);
    const time = Number(timed?.bytes.readBigUInt64BE(0) ?? 0);
    if (time > LAST_SECOND) throw new NoteError('a checkpoint claims a time that no calendar has');
    return { origin, size, root, time };
  }
  if (origin !== key.name) throw new NoteError(`a checkpoint of ${origin}, not of ${key.name}`);
  verifyNote(note, { ...key, type: PLAIN });
  const [time, ...more] = verifyNote(note, { ...key, type: TIMED });
  if (time === undefined || more.length) throw new NoteError('a checkpoint carries one time');
  return { origin, size, root, time };
}
