/**
 * A packet that leaves the path of survivors with her yes, and the answer that comes back to its officers alone (VUL-04, REF-01,
 * REF-03, FIRE-06; design chapter 30, section 4; docs/protected-paths.md). Its rows are the compartment's; the recipient meets what
 * every recipient of a link meets.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { actAs, type Firewall, type GuardedAct, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { actIn, sealedRecipients } from '../protection/index.ts';
import { sealTo } from '../protection/member-key.ts';
import { statementBytes } from '../protection/statement.ts';
import { type Link, packetForLink } from './link-packet.ts';
import { pack, PacketInput, profileOf } from './packet.ts';
import { newWordKey, sealWords } from './sealed-words.ts';
import { OUTCOME_STATES } from './states.ts';
import { checkReason } from './step.ts';

const exact = { additionalProperties: false } as const;
const Id = Type.String({ format: 'uuid' });

/** How she was asked: in a language that she speaks, or through an interpreter. */
export const AGREED = ['common_language', 'interpreter'] as const;

export const SealedReferralInput = Type.Object(
  {
    referral_id: Id,
    network_id: Id,
    packet: PacketInput,
    /** Fields to which she said yes herself. */
    ticked: Type.Array(Type.String(), { maxItems: 2 }),
    agreed: Type.Enum([...AGREED]),
    /** Whoever is not of age is decided about by two; that is not sent from here. */
    of_age: Type.Literal(true),
  },
  exact,
);
export type SealedReferralInput = Static<typeof SealedReferralInput>;

/** What an officer does with it: answers a question, writes down what she heard, or takes it back on her word. */
export const OFFICER_STEPS = [
  'reply',
  'accept',
  'decline',
  ...OUTCOME_STATES,
  'withdraw',
  'cancel',
] as const;
export type OfficerStep = (typeof OFFICER_STEPS)[number];
export const SealedStepInput = Type.Object(
  {
    step: Type.Enum([...OFFICER_STEPS]),
    changes: Type.Integer({ minimum: 0 }),
    reason: Type.Optional(Type.String()),
    words: Type.Optional(Type.String({ minLength: 1, maxLength: 280 })),
  },
  exact,
);
export type SealedStepInput = Static<typeof SealedStepInput>;

/** In the log it is a step of the path, as every other: by its route, its act and its purpose nobody tells that something was sent. */
const asStep = (worker: Worker): GuardedAct =>
  actIn(worker, 'survivor', 'POST /api/compartments/:compartment/visits/:visit/steps');

/** Link and code, and how the recipient is reached with them. */
export type SealedLink = Link & { name: string; telephone: string | null; email: string | null };

/**
 * Sends it. Link and code are told here once and kept nowhere; what was sent stands in the compartment, sealed to its key.
 * @param told the packet in the officer's words, as it will be read again by its officers
 * @throws `bad_input` naming what this service does not need, or `two_must_decide` for whoever is not of age; `agreement_missing`,
 * `network_suspended`, `conflict` when it had been sent before, `not_found` without such a recipient
 */
export async function sendSealed(
  firewall: Firewall,
  origin: string,
  worker: Worker,
  visit: string,
  { referral_id, network_id, packet, ticked, agreed, of_age }: SealedReferralInput,
  told: (packet: PacketInput) => string,
): Promise<SealedLink> {
  return actAs(firewall, asStep(worker), async (tx) => {
    const entry = (await sealedRecipients(tx)).find((one) => one.network_id === network_id);
    const profile = entry && profileOf(entry.service_type);
    if (!entry || !profile) throw new Problem('not_found');
    const packed = pack(profile, packet, ticked);
    if ('errors' in packed) throw new Problem('bad_input', { errors: packed.errors });
    const [live] = await tx.query<{ generation: number; recipient: string }>(
      'select generation, recipient from fw.role_keys() where closed_at is null',
    );
    if (!live) throw new Problem('conflict', { field: 'generation' });
    const reply = await newWordKey();
    const packetId = randomUUID();
    const number = String(randomInt(10_000)).padStart(4, '0');
    const payload = { number, packet: packed.packet, reply: reply.identity };
    const { sealed, access, link } = await packetForLink(origin, packetId, payload);
    const statement = statementBytes({
      v: 1,
      about: 'referral',
      text: told(packed.packet),
      at: new Date().toISOString(),
      by: worker.actor,
    });
    const details = {
      referral_id,
      visit_id: visit,
      network_id,
      packet_id: packetId,
      number,
      level: packet.level,
      agreed,
      of_age,
      fields: packed.fields,
      categories: packed.categories,
      profile_v: profile.v,
      generation: live.generation,
      reply_key: reply.recipient,
    };
    const kept = Buffer.from(await sealTo(live.recipient, statement), 'base64url');
    const rows = await tx.query<{ sent: boolean }>(
      'select fw.send_sealed_referral($1, $2, $3, $4) as sent',
      [details, kept, sealed, access],
    );
    if (!rows[0]?.sent) throw new Problem('conflict', { field: 'referral_id' });
    const { name, telephone, email } = entry;
    return { ...link, name, telephone, email };
  });
}

/** @throws `not_found`, `wrong_step` when it stands elsewhere by now, `bad_input` for a reason that does not go with the step. */
export async function stepSealed(
  firewall: Firewall,
  worker: Worker,
  referral: string,
  { step, changes, reason, words }: SealedStepInput,
): Promise<{ state: string }> {
  checkReason(step, reason, step === 'accept' || step === 'decline' ? 'sender' : 'person');
  if ((step === 'reply') !== (words !== undefined))
    throw new Problem('bad_input', {
      errors: [{ field: 'words', expected: 'the reply, and only with a reply' }],
    });
  return actAs(firewall, asStep(worker), async (tx) => {
    const [row] = await tx.query<{ reply_key: string }>(
      'select reply_key from survivor.referral where referral_id = $1',
      [referral],
    );
    if (!row) throw new Problem('not_found');
    const sealed = words === undefined ? null : await sealWords(row.reply_key, words);
    const rows = await tx.query<{ state: string | null }>(
      'select fw.step_sealed_referral($1, $2, $3, $4, $5) as state',
      [referral, step, changes, reason === undefined ? {} : { reason }, sealed],
    );
    const state = rows[0]?.state;
    if (!state) throw new Problem('not_found');
    return { state };
  });
}
