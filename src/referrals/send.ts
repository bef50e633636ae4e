/**
 * Sending is a claim (design chapter 30, section 4): one transaction in which consent and agreement are held, conditions are looked
 * at again, the packet is frozen and sealed for its one recipient, and everything of it stands or nothing. There is no override.
 */
import { actAs, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { checkIn } from './check.ts';
import { type Content, openContent, payloadBytes } from './content.ts';
import { said } from './draft.ts';
import { pack, profileOf } from './packet.ts';
import { type ReferralParts, sending } from './parts.ts';
import { type Link, type LinkPacket, packetForLink } from './link-packet.ts';
import { packetPlace } from './recipient-key.ts';
import type { SendInput } from './schemas.ts';
import { newWordKey } from './sealed-words.ts';
import { identityToRecipient } from 'age-encryption';

export type Sent = { state: string; packet_id: string; link?: Link };

type Row = {
  referral_id: string;
  subject: string;
  to_org: string;
  number: string;
  service_type: string;
  network_id: string;
  packet_id: string | null;
  content: Buffer | null;
  route: string;
};

const READ = `select r.referral_id, r.subject, r.to_org, r.number, r.service_type, r.network_id, r.packet_id, r.content, e.route
  from referrals.referral r join referrals.network_entry e using (network_id) where r.referral_id = $1`;

/**
 * @throws `consent_ended` and `agreement_lapsed`: nothing was sent, the referral is still ready, and the person is offered the slip
 * that she carries herself; `conditions_not_met` with better ones; `network_suspended`; `wrong_step` when somebody was faster.
 */
export async function sendReferral(
  parts: ReferralParts,
  worker: Worker,
  referralId: string,
  input: SendInput,
): Promise<Sent> {
  try {
    return await actAs(parts.door, sending(worker, 'POST /api/referrals/{id}/send'), (tx) =>
      sendIn(parts, tx, referralId, input),
    );
  } catch (error) {
    throw slipOffered(error);
  }
}

async function sendIn(
  parts: ReferralParts,
  tx: InContext,
  referralId: string,
  { packet_id: packetId, changes, wishes }: SendInput,
): Promise<Sent> {
  const row = (await tx.query<Row>(READ, [referralId]))[0];
  if (!row) throw new Problem('not_found');
  if (row.packet_id === packetId) return { state: 'sent', packet_id: packetId };
  const { conditions, blocked, alternatives } = await checkIn(parts, tx, row.network_id, wishes);
  if (blocked)
    throw new Problem('conditions_not_met', {
      detail: blockedText(conditions),
      errors: alternatives.map(({ listing_code: code }) => ({
        field: 'alternative',
        expected: code,
      })),
    });
  const content = await openContent(parts.door, tx, row, 'referral.send');
  const frozen = await freeze(parts, tx, row, packetId, content);
  const details = { changes, conditions, ask_key: frozen.askKey, reply_key: frozen.replyKey };
  const state = await said(tx, 'select fw.send_referral($1, $2, $3, $4, $5) as state', [
    referralId,
    packetId,
    details,
    frozen.sealed,
    frozen.access,
  ]);
  return { state, packet_id: packetId, ...(frozen.link ? { link: frozen.link } : {}) };
}

/** A new link and code for a recipient who lost them; the old ones and the remembered browser open nothing from then on. */
export async function renewLink(
  parts: ReferralParts,
  worker: Worker,
  referralId: string,
): Promise<Link> {
  return actAs(parts.door, sending(worker, 'POST /api/referrals/{id}/link'), async (tx) => {
    const row = (await tx.query<Row>(READ, [referralId]))[0];
    if (!row?.packet_id || row.route !== 'link') throw new Problem('not_found');
    const content = await openContent(parts.door, tx, row, 'referral.send');
    const frozen = await freeze(parts, tx, row, row.packet_id, content);
    const rows = await tx.query<{ done: boolean }>(
      'select fw.replace_access($1, $2, $3, $4) as done',
      [referralId, { reply_key: frozen.replyKey }, frozen.sealed, frozen.access],
    );
    if (!rows[0]?.done || !frozen.link) throw new Problem('not_found');
    return frozen.link;
  });
}

type Frozen = {
  sealed: Buffer;
  askKey: string;
  replyKey: string;
  access: LinkPacket['access'] | null;
  link?: Link;
};

/** The packet as it travels: the fields of the profile and nothing else, sealed so that only this recipient opens it. */
async function freeze(
  { door, origin }: ReferralParts,
  tx: InContext,
  row: Row,
  packetId: string,
  { packet, ticked, ask }: Content,
): Promise<Frozen> {
  const profile = profileOf(row.service_type);
  const packed = profile && pack(profile, packet, ticked);
  if (!packed || 'errors' in packed) throw new Problem('internal');
  const reply = await newWordKey();
  const payload = { number: row.number, packet: packed.packet, reply: reply.identity };
  const keys = { askKey: await identityToRecipient(ask), replyKey: reply.recipient };
  if (row.route !== 'link') {
    const { key, place } = packetPlace(packetId);
    await door.keeper.newKey({ nonce: tx.nonce, key, forOrg: row.to_org });
    const [sealed] = await door.keeper.seal({
      nonce: tx.nonce,
      items: [{ key, place, plain: payloadBytes(payload) }],
      forOrg: row.to_org,
    });
    if (!sealed) throw new Problem('internal');
    return { ...keys, sealed, access: null };
  }
  const { sealed, access, link } = await packetForLink(origin, packetId, payload);
  return { ...keys, sealed, access, link };
}

const blockedText = (conditions: readonly { name: string; verdict: string }[]): string =>
  `Known not to fit: ${conditions
    .filter(({ verdict }) => verdict === 'does_not')
    .map(({ name }) => name)
    .join(', ')}. Nothing was sent; choose another service, or give the slip.`;

/** The words of the firewall, for a worker with the person before her. */
export function slipOffered(error: unknown): unknown {
  if (!(error instanceof Problem)) return error;
  const offer = 'Nothing was sent. Offer the slip that she carries herself.';
  if (error.code === 'consent_missing')
    return new Problem('consent_ended', { detail: offer, cause: error });
  if (error.code === 'agreement_missing')
    return new Problem('agreement_lapsed', { detail: offer, cause: error });
  return error;
}
