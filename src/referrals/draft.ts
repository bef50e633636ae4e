/** A referral is made, and written anew while it is a draft (REF-01; design chapter 30, section 4.2). */
import { randomInt } from 'node:crypto';
import { actAs, type InContext, type Worker } from '../firewall/index.ts';
import { judgeText } from '../firewall/guard/index.ts';
import { Problem } from '../http/problem.ts';
import { openContent, sealContent } from './content.ts';
import { type PacketInput, pack, profileOf } from './packet.ts';
import { type ReferralParts, sending } from './parts.ts';
import type { DraftInput, ReferralInput } from './schemas.ts';
import { newWordKey } from './sealed-words.ts';

export type Made = {
  referral_id: string;
  state: string;
  fields: string[];
  /** Kinds of data that would leave: what the person is asked about. */
  categories: string[];
  /** Places in the sentence that speak of somebody's papers or origin; nothing is refused for it. */
  warnings: { from: number; to: number }[];
};

/**
 * Makes a draft; its owner is who makes it. Twice with one id is once.
 * @throws `bad_input` naming each field that this kind of service does not need, `not_found` without such an entry of the
 * network or person, `network_suspended`.
 */
export async function makeReferral(
  { door }: ReferralParts,
  worker: Worker,
  input: ReferralInput,
): Promise<Made> {
  return actAs(door, sending(worker, 'POST /api/referrals'), async (tx) => {
    const entries = await tx.query<{ service_type: string }>(
      'select service_type from referrals.network_entry where network_id = $1',
      [input.network_id],
    );
    const ready = packed(entries[0]?.service_type, input);
    const { identity: ask } = await newWordKey();
    const { subject, referral_id: referralId, packet, ticked = [] } = input;
    const content = await sealContent(door, tx, { subject, referralId }, { packet, ticked, ask });
    const details = {
      ...written(ready, input),
      referral_id: referralId,
      network_id: input.network_id,
      subject,
      point_id: input.point_id,
      visit_id: input.visit_id ?? null,
      follows: input.follows ?? null,
      number: String(randomInt(10_000)).padStart(4, '0'),
    };
    const state = await said(tx, 'select fw.make_referral($1, $2) as state', [details, content]);
    return made(referralId, state, ready, packet);
  });
}

/** Writes a draft anew. @throws as above, `wrong_step` when it is no draft any more. */
export async function writeDraft(
  { door }: ReferralParts,
  worker: Worker,
  referralId: string,
  input: DraftInput,
): Promise<Made> {
  return actAs(door, sending(worker, 'PUT /api/referrals/{id}'), async (tx) => {
    const rows = await tx.query<Kept>(
      'select referral_id, subject, service_type, content from referrals.referral where referral_id = $1',
      [referralId],
    );
    const kept = rows[0];
    if (!kept) throw new Problem('not_found');
    const ready = packed(kept.service_type, input);
    const { ask } = await openContent(door, tx, kept, 'referral.send');
    const { packet, ticked = [] } = input;
    const content = await sealContent(
      door,
      tx,
      { subject: kept.subject, referralId },
      { packet, ticked, ask },
    );
    const state = await said(tx, 'select fw.write_draft($1, $2, $3) as state', [
      referralId,
      written(ready, input),
      content,
    ]);
    return made(referralId, state, ready, packet);
  });
}

type Kept = { referral_id: string; subject: string; service_type: string; content: Buffer };
type Ready = { v: number; fields: string[]; categories: string[] };

function packed(type: string | undefined, { packet, ticked }: DraftInput): Ready {
  const profile = type === undefined ? undefined : profileOf(type);
  if (!profile) throw new Problem('not_found');
  const result = pack(profile, packet, ticked);
  if ('errors' in result) throw new Problem('bad_input', { errors: result.errors });
  return { v: profile.v, fields: result.fields, categories: result.categories };
}

const written = ({ v, fields, categories }: Ready, { level, packet }: DraftInput) => ({
  level,
  needs: packet.needs,
  profile_v: v,
  fields,
  categories,
});

const made = (
  id: string,
  state: string,
  { fields, categories }: Ready,
  { sentence }: PacketInput,
): Made => ({
  referral_id: id,
  state,
  fields,
  categories,
  warnings: sentence ? judgeText(sentence).map(({ from, to }) => ({ from, to })) : [],
});

/** The state that a function of the database answers with. @throws `not_found` when it answers nothing. */
export async function said(
  tx: InContext,
  text: string,
  values: readonly unknown[],
): Promise<string> {
  const rows = await tx.query<{ state: string | null }>(text, values);
  const state = rows[0]?.state;
  if (!state) throw new Problem('not_found');
  return state;
}
