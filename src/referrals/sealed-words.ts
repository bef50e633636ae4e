/**
 * Questions and replies between two sides that share no key (design chapter 30, section 4.6): each is sealed to a public key
 * (age, X25519) whose other half lies inside something that only the other side can open.
 */
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { LONGEST_SENTENCE } from './packet.ts';

/** A new pair: `identity` opens what is sealed to `recipient`. */
export async function newWordKey(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** @throws RangeError when the text is longer than a sentence may be. */
export async function sealWords(recipient: string, text: string): Promise<Buffer> {
  if (text.length > LONGEST_SENTENCE) throw new RangeError('too long');
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return Buffer.from(await encrypter.encrypt(text));
}

/** What was said; undefined when it was sealed to another key, or is damaged. */
export async function openWords(identity: string, sealed: Buffer): Promise<string | undefined> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(sealed, 'text').catch(() => undefined);
}
