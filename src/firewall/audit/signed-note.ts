/**
 * Signed notes and verifier keys of c2sp.org/signed-note, with Ed25519 (RFC 8032): type 0x01 signs the note's
 * text; type 0x04 (c2sp.org/tlog-cosignature) signs the text together with a time.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

export const PLAIN = 0x01;
export const TIMED = 0x04;
export type SignatureType = typeof PLAIN | typeof TIMED;

/** A name and a public key, as a verifier key (vkey) carries them. */
export type NoteKey = { name: string; type: SignatureType; publicKey: Buffer };

/** Whoever can sign: the keeper, or a key in a file. `sign` gives the 64 bytes of Ed25519 over `message`. */
export type NoteSigner = {
  name: string;
  publicKey: Buffer;
  sign(message: Buffer): Buffer | Promise<Buffer>;
};

export type NoteSignature = { name: string; id: number; bytes: Buffer };
export type Note = { text: string; signatures: NoteSignature[] };

export class NoteError extends Error {
  override name = 'NoteError';
}

const MOST_BYTES = 100_000;
const EM_DASH = '\u2014';

/** The number that tells keys of one name apart: the first 4 bytes of SHA-256(name, newline, type, key). */
export function keyId({ name, type, publicKey }: NoteKey): number {
  return createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.of(type))
    .update(publicKey)
    .digest()
    .readUInt32BE(0);
}

/** `name+id+key` as text: what a verifier is told to trust. */
export function formatVkey(key: NoteKey): string {
  const material = Buffer.concat([Buffer.of(key.type), key.publicKey]);
  return `${key.name}+${hexId(keyId(key))}+${material.toString('base64')}`;
}

/** @throws NoteError that says which part of the verifier key is wrong. */
export function parseVkey(text: string): NoteKey {
  const [, name = '', id = '', material = ''] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  if (!isKeyName(name)) throw new NoteError('a verifier key has the form name+8 hex digits+base64');
  const bytes = fromBase64(material);
  const type = bytes?.[0];
  if (!bytes || bytes.length !== 33 || (type !== PLAIN && type !== TIMED))
    throw new NoteError('the verifier key holds no Ed25519 public key');
  const key: NoteKey = { name, type, publicKey: bytes.subarray(1) };
  if (hexId(keyId(key)) !== id)
    throw new NoteError('the verifier key is mistyped: its id does not belong to its name and key');
  return key;
}

/** A signer from the 32 bytes of an Ed25519 private key (RFC 8032, section 5.1.5). */
export function signerFromSeed(name: string, seed: Buffer): NoteSigner {
  if (!isKeyName(name)) throw new NoteError('a key name has no spaces and no plus sign');
  if (seed.length !== 32) throw new NoteError('an Ed25519 private key has 32 bytes');
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const { x } = createPublicKey(key).export({ format: 'jwk' }) as { x: string };
  return {
    name,
    publicKey: Buffer.from(x, 'base64url'),
    sign: (message) => sign(null, message, key),
  };
}

/** The line that stands below a note for one signature. */
export function signatureLine({ name, id, bytes }: NoteSignature): string {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(id);
  return `${EM_DASH} ${name} ${Buffer.concat([number, bytes]).toString('base64')}\n`;
}

/**
 * The text (with its last newline) and the signatures of a note; nothing is verified yet.
 * @throws NoteError where the form of c2sp.org/signed-note is not kept.
 */
export function parseNote(note: Buffer): Note {
  if (note.length > MOST_BYTES) throw new NoteError(`a note has at most ${MOST_BYTES} bytes`);
  const whole = decodeText(note);
  if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) throw new NoteError('a control character');
  const split = whole.lastIndexOf('\n\n');
  if (split < 0 || !whole.endsWith('\n')) throw new NoteError('no signatures');
  const lines = whole.slice(split + 2, -1).split('\n');
  const signatures = lines.map((line): NoteSignature => {
    const [dash, name = '', material = '', ...rest] = line.split(' ');
    const bytes = fromBase64(material);
    if (dash !== EM_DASH || !isKeyName(name) || !bytes || bytes.length < 5 || rest.length)
      throw new NoteError('a signature line that is none');
    return { name, id: bytes.readUInt32BE(0), bytes: bytes.subarray(4) };
  });
  return { text: whole.slice(0, split + 1), signatures };
}

/**
 * Verifies the signatures of `key` on a note. Signatures of other keys are passed over, as they must be.
 * Gives the times for a timed key, one for each of its signatures (seconds since 1970).
 * @throws NoteError `not signed by …` or `wrong signature of …`.
 */
export function verifyNote({ text, signatures }: Note, key: NoteKey): number[] {
  const id = keyId(key);
  const own = signatures.filter((one) => one.name === key.name && one.id === id);
  if (own.length === 0) throw new NoteError(`not signed by ${formatVkey(key)}`);
  return own.map(({ bytes }) => {
    const time = key.type === TIMED && bytes.length === 72 ? Number(bytes.readBigUInt64BE(0)) : 0;
    const message = key.type === TIMED ? timedMessage(text, time) : Buffer.from(text);
    if (!verifyEd25519(key.publicKey, message, key.type === TIMED ? bytes.subarray(8) : bytes))
      throw new NoteError(`wrong signature of ${key.name}`);
    return time;
  });
}

/** What a timed signature signs (c2sp.org/tlog-cosignature, "Ed25519 signed message"). */
export function timedMessage(text: string, time: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
}

const publicKeys = new Map<string, KeyObject>();

function verifyEd25519(publicKey: Buffer, message: Buffer, signature: Buffer): boolean {
  const x = publicKey.toString('base64url');
  let key = publicKeys.get(x);
  if (!key) {
    key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    if (publicKeys.size < 1000) publicKeys.set(x, key);
  }
  return signature.length === 64 && verify(null, message, key, signature);
}

/** Bytes of standard base64 in its one right form; undefined for any other. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function decodeText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NoteError('not valid UTF-8');
  }
}

const isKeyName = (name: string): boolean => name !== '' && !/[\s\u0085+]/u.test(name);
const hexId = (id: number): string => id.toString(16).padStart(8, '0');
