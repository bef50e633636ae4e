/** A packet for a recipient without an account: sealed under a new locator and code, which are told once and kept nowhere. */
import { randomUUID } from 'node:crypto';
import { payloadBytes, type Payload } from './content.ts';
import {
  codeText,
  hashOf,
  keysOf,
  locatorHash,
  newPacketKey,
  newPair,
  sealPacket,
  wrapKey,
} from './recipient-key.ts';
import { newWordKey } from './sealed-words.ts';

/** For a recipient without an account: told to the worker once and kept nowhere. */
export type Link = { link: string; code: string };
export type LinkPacket = {
  sealed: Buffer;
  /** What the database keeps of the way in: hashes and the wrapped key, each in base64. */
  access: { access_id: string; locator_hash: string; proof_hash: string; wrapped: string };
  link: Link;
};

/** @param origin public address of the house, without a slash at the end */
export async function packetForLink(
  origin: string,
  packetId: string,
  payload: Payload,
): Promise<LinkPacket> {
  const pair = newPair();
  const locator = Buffer.from(pair.locator, 'base64url');
  const derived = await keysOf(locator, pair.code);
  const key = newPacketKey();
  const access = {
    access_id: randomUUID(),
    locator_hash: locatorHash(locator).toString('base64'),
    proof_hash: hashOf(derived.proof).toString('base64'),
    wrapped: wrapKey(derived.key, packetId, key).toString('base64'),
  };
  const sealed = sealPacket(key, packetId, payloadBytes(payload));
  for (const secret of [key, derived.key]) secret.fill(0);
  return {
    sealed,
    access,
    link: { link: `${origin}/r/${pair.locator}`, code: codeText(pair.code) },
  };
}

/** The same work as sealing a packet, for nobody: where nobody is to tell from the time that one was sent. */
export async function sealForNobody(): Promise<void> {
  const { identity } = await newWordKey();
  const packet = { needs: ['health'], level: 'any_time' as const };
  await packetForLink('', randomUUID(), { number: '0000', packet, reply: identity });
}
