/**
 * Keys of the people of a compartment, made and opened where they sit (design chapter 20, section 7): nothing here knows a
 * server, Node or the DOM, so that the same code runs in a browser. age v1 (C2SP) with X25519; the private half is text
 * `AGE-SECRET-KEY-1…` and is never sent unsealed.
 */
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';

export type KeyPair = { identity: string; recipient: string };
/** An open account with the public half of its own key. */
export type Member = { account: string; recipient: string };
/** What the server stores of a generation: its public half, and its private half once for each holder. */
export type SealedGeneration = {
  generation: number;
  recipient: string;
  holders: { account: string; recipient: string; sealed: string }[];
};

/** Shortest secret that may wrap a key: what is wrapped lies on a server. */
export const SHORTEST_WORDS = 20;
const SALT_LENGTH = 16;
const NONCE_LENGTH = 12;

const utf8 = new TextEncoder();
const text = new TextDecoder('utf-8', { fatal: true });

/** base64url without padding. */
export const toText = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
export const toBytes = (coded: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(coded.replaceAll('-', '+').replaceAll('_', '/')), (sign) =>
    sign.charCodeAt(0),
  );

export async function newKeyPair(): Promise<KeyPair> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/**
 * Wraps a private half with words that only she knows, or that stand on a sheet (age's scrypt recipient).
 * @param effort log2 of scrypt's N; 18 takes a second or two. @throws RangeError for words that are too short
 */
export async function wrapWithWords(identity: string, words: string, effort = 18): Promise<string> {
  const plain = words.normalize('NFKC').trim();
  if ([...plain].length < SHORTEST_WORDS)
    throw new RangeError(`At least ${SHORTEST_WORDS} signs: what is wrapped lies on a server.`);
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(effort);
  encrypter.setPassphrase(plain);
  return toText(await encrypter.encrypt(identity));
}
/** @throws when the words are not those, or the text was changed. */
export async function openWithWords(wrapped: string, words: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(words.normalize('NFKC').trim());
  return decrypter.decrypt(toBytes(wrapped), 'text');
}

/** From the secret that a passkey gives (WebAuthn PRF, 32 bytes): HKDF-SHA-256 to one AES-256-GCM key. */
async function keyOf(secret: Uint8Array<ArrayBuffer>, salt: Uint8Array<ArrayBuffer>) {
  if (secret.length < 32) throw new RangeError('A passkey gives 32 bytes.');
  const from = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8.encode('wayhouse member key') };
  return crypto.subtle.deriveKey(how, from, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}
/** salt 16, nonce 12, AES-256-GCM of the private half. */
export async function wrapWithPasskey(
  identity: string,
  secret: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const head = crypto.getRandomValues(new Uint8Array(SALT_LENGTH + NONCE_LENGTH));
  const key = await keyOf(secret, head.slice(0, SALT_LENGTH));
  const iv = head.slice(SALT_LENGTH);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, utf8.encode(identity));
  return toText(new Uint8Array([...head, ...new Uint8Array(sealed)]));
}
/** @throws when the passkey is another one, or the text was changed. */
export async function openWithPasskey(
  wrapped: string,
  secret: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const bytes = toBytes(wrapped);
  const key = await keyOf(secret, bytes.slice(0, SALT_LENGTH));
  const iv = bytes.slice(SALT_LENGTH, SALT_LENGTH + NONCE_LENGTH);
  const body = bytes.slice(SALT_LENGTH + NONCE_LENGTH);
  return text.decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, body));
}

/** Seals bytes or text to one public half: a file to its compartment, a private half to its holder. */
export async function sealTo(recipient: string, plain: string | Uint8Array): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return toText(await encrypter.encrypt(plain));
}
/** @throws when it was sealed to another key, or changed. */
export async function openSealed(
  identity: string,
  sealed: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return new Uint8Array(await decrypter.decrypt(toBytes(sealed)));
}
export const openSealedText = async (identity: string, sealed: string): Promise<string> =>
  text.decode(await openSealed(identity, sealed));

/** A new generation of a role key for these holders. Its private half leaves this function only sealed. */
export async function newGeneration(
  generation: number,
  members: readonly Member[],
): Promise<SealedGeneration> {
  const { identity, recipient } = await newKeyPair();
  const holders = await Promise.all(
    members.map(async (member) => ({
      ...member,
      sealed: await sealTo(member.recipient, identity),
    })),
  );
  return { generation, recipient, holders };
}

/** An earlier generation for another holder, by one who can open it. */
export async function shareGeneration(
  own: KeyPair,
  sealed: string,
  member: Member,
): Promise<Member & { sealed: string }> {
  const identity = await openSealedText(own.identity, sealed);
  return { ...member, sealed: await sealTo(member.recipient, identity) };
}
