/** What a referral would send, kept for its sender alone under the person's own key: it goes when she is erased. */
import type { Firewall, InContext } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import type { PacketInput } from './packet.ts';

export type Content = {
  packet: PacketInput;
  /** Fields to which the person said yes herself. */
  ticked: string[];
  /** Opens what recipients ask in words. */
  ask: string;
};

const place = (subject: string, referralId: string) => ({
  key: { store: 'referrals', subject },
  place: { column: 'referrals.referral.content', rowId: referralId },
});

export async function sealContent(
  { keeper }: Firewall,
  tx: InContext,
  { subject, referralId }: { subject: string; referralId: string },
  content: Content,
): Promise<Buffer> {
  const plain = Buffer.from(JSON.stringify(content));
  const where = place(subject, referralId);
  await keeper.newKey({ nonce: tx.nonce, key: where.key });
  const [sealed] = await keeper.seal({ nonce: tx.nonce, items: [{ ...where, plain }] });
  if (!sealed) throw new Problem('internal');
  return sealed;
}

/** @throws `gone` when it was erased, or its time is over. */
export async function openContent(
  { keeper }: Firewall,
  tx: InContext,
  row: { subject: string; referral_id: string; content: Buffer | null },
  purpose: string,
): Promise<Content> {
  if (!row.content) throw new Problem('gone');
  const [opened] = await keeper.open({
    nonce: tx.nonce,
    purpose,
    items: [{ ...place(row.subject, row.referral_id), sealed: row.content }],
  });
  if (opened?.state !== 'open') throw new Problem('gone');
  return JSON.parse(opened.plain.toString()) as Content;
}

/** What travels: the packet, the number that both sides say aloud, and the key for replies in words. */
export type Payload = { number: string; packet: PacketInput; reply: string };

export const payloadBytes = (payload: Payload): Buffer => Buffer.from(JSON.stringify(payload));
export const readPayload = (bytes: Buffer): Payload => JSON.parse(bytes.toString()) as Payload;
