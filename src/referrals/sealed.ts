/**
 * A packet that leaves a path with her yes, and the answer that comes back to its officers alone (VUL-03, VUL-04, REF-01, REF-03,
 * FIRE-06; design chapter 30, section 4; docs/protected-paths.md). Its rows are the compartment's; the recipient meets what every
 * recipient of a link meets. For a child, and for whoever is under 18, it is only prepared here: `sealed-second.ts` goes on.
 */
import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { actAs, type Firewall, type GuardedAct, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import {
  actIn,
  type Compartment,
  type SealedRecipient,
  sealedRecipients,
} from '../protection/index.ts';
import { sealTo } from '../protection/member-key.ts';
import { filledUp, statementBytes } from '../protection/statement.ts';
import { type Link, packetForLink, sealForNobody } from './link-packet.ts';
import { pack, PacketInput, profileOf } from './packet.ts';
import { newWordKey, sealWords } from './sealed-words.ts';
import { OUTCOME_STATES } from './states.ts';
import { checkReason } from './step.ts';

const exact = { additionalProperties: false } as const;
const Id = Type.String({ format: 'uuid' });

/** How she was asked and wanted it: in a language that she speaks, or through an interpreter; or the child is too small to be asked. */
export const AGREED = ['common_language', 'interpreter', 'too_small'] as const;
const UNDER_AGE: readonly string[] = ['0-4', '5-11', '12-17'];

export const SealedReferralInput = Type.Object(
  {
    referral_id: Id,
    network_id: Id,
    packet: PacketInput,
    /** Fields to which she said yes herself. */
    ticked: Type.Array(Type.String(), { maxItems: 2 }),
    agreed: Type.Enum([...AGREED]),
    /** Whoever is not of age is decided about by two officers: it waits for the second. On the child's path always. */
    of_age: Type.Boolean(),
  },
  exact,
);
export type SealedReferralInput = Static<typeof SealedReferralInput>;

/** What an officer does with it: answers a question, writes down what she heard, or takes it back on her word. */
export const OFFICER_STEPS = [
  'reply',
  'accept',
  'move',
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
    /** With a yes, where they said one; always with another time. */
    appointment_at: Type.Optional(Type.String({ format: 'date-time' })),
    words: Type.Optional(Type.String({ minLength: 1, maxLength: 280 })),
  },
  exact,
);
export type SealedStepInput = Static<typeof SealedStepInput>;

/** In the log it is a step of the path, as every other: by its route, its act and its purpose nobody tells that something was sent. */
export const asStep = (worker: Worker, compartment: Compartment): GuardedAct =>
  actIn(worker, compartment, 'POST /api/compartments/:compartment/visits/:visit/steps');
export const asStepChange = (worker: Worker, compartment: Compartment): GuardedAct =>
  actIn(worker, compartment, 'POST /api/compartments/:compartment/steps/:id');

/** What waits for a second officer is named by this: the text has a random number in it, so that nobody can try out what it says. */
export const digestOf = (opened: string): string =>
  createHash('sha256').update(opened).digest('hex');

/** Whom it went to and how they are reached; with link and code where it goes by a link. */
export type SealedWay = Partial<Link> & {
  name: string;
  telephone: string | null;
  email: string | null;
};

/** The packet in words, as officers read it: in the language of whoever asks, or in this one. */
export type Told = (packet: PacketInput, language?: string) => string;

/**
 * Sends it, or prepares it where two decide. Link and code are told once and kept nowhere; officers elsewhere get it sealed to their
 * own key. What is sent stands in the compartment, sealed to its key.
 * @param told the packet in the officer's words, as it will be read again by its officers
 * @returns undefined while it waits for a second officer: no packet, link or code exists yet
 * @throws `bad_input` naming what this service does not need, or `two_must_decide` for whoever is not of age; `agreement_missing`,
 * `network_suspended`, `conflict` when it had been sent before, `not_found` without such a recipient
 */
export async function sendSealed(
  firewall: Firewall,
  origin: string,
  worker: Worker,
  compartment: Compartment,
  visit: string,
  { referral_id, network_id, packet, ticked, agreed, of_age }: SealedReferralInput,
  told: Told,
): Promise<SealedWay | undefined> {
  const isAlone = compartment === 'survivor' && of_age;
  if (isAlone && (agreed === 'too_small' || UNDER_AGE.includes(packet.age_band ?? '')))
    throw new Problem('bad_input', { field: 'two_must_decide' });
  return actAs(firewall, asStep(worker, compartment), async (tx) => {
    const entry = (await sealedRecipients(tx)).find((one) => one.network_id === network_id);
    const profile = entry && profileOf(entry.service_type);
    if (!entry || !profile) throw new Problem('not_found');
    const packed = pack(profile, packet, ticked);
    if ('errors' in packed) throw new Problem('bad_input', { errors: packed.errors });
    const [live] = await tx.query<{ generation: number; recipient: string }>(
      'select generation, recipient from fw.role_keys() where closed_at is null',
    );
    if (!live) throw new Problem('conflict', { field: 'generation' });
    const packetId = randomUUID();
    const number = String(randomInt(10_000)).padStart(4, '0');
    const salt = randomBytes(16).toString('base64url');
    const prepared = JSON.stringify({ packet: packed.packet, salt });
    const made = isAlone
      ? await madeFor(origin, entry, { packetId, number, packet: packed.packet }, told)
      : undefined;
    if (!made) await sealForNobody();
    const statement = statementBytes({
      v: 1,
      about: 'referral',
      text: told(packed.packet),
      at: new Date().toISOString(),
      by: worker.actor,
      ...(made ? {} : { packet: prepared }),
    });
    const details = {
      referral_id,
      visit_id: visit,
      network_id,
      packet_id: packetId,
      number,
      level: packet.level,
      agreed,
      of_age: isAlone,
      fields: packed.fields,
      categories: packed.categories,
      profile_v: profile.v,
      generation: live.generation,
      ...(made ? { reply_key: made.reply_key } : { digest: digestOf(prepared) }),
    };
    const kept = Buffer.from(await sealTo(live.recipient, statement), 'base64url');
    const rows = await tx.query<{ sent: boolean }>(
      'select fw.send_sealed_referral($1, $2, $3, $4) as sent',
      [details, kept, made?.sealed ?? null, made?.access ?? null],
    );
    if (!rows[0]?.sent) throw new Problem('conflict', { field: 'referral_id' });
    const { name, telephone, email } = entry;
    return made && { ...made.link, name, telephone, email };
  });
}

type Made = { sealed: Buffer; access: object; link: Partial<Link>; reply_key: string };

/** The packet for a link, with a key of its own for replies; or for officers, under the role key that replies are sealed to as well. */
export async function madeFor(
  origin: string,
  { to_generation, to_recipient, page_lang }: SealedRecipient,
  { packetId, number, packet }: { packetId: string; number: string; packet: PacketInput },
  told: Told,
): Promise<Made> {
  if (to_recipient !== null) {
    // As long as a packet for a link takes.
    await sealForNobody();
    const sealed = await sealTo(to_recipient, filledUp(told(packet, page_lang)));
    return {
      sealed: Buffer.from(sealed, 'base64url'),
      access: { access_id: randomUUID(), to_generation },
      link: {},
      reply_key: to_recipient,
    };
  }
  const { identity: reply, recipient: reply_key } = await newWordKey();
  return { ...(await packetForLink(origin, packetId, { number, packet, reply })), reply_key };
}

/** @throws `not_found`, `wrong_step` when it stands elsewhere by now, `bad_input` for a reason that does not go with the step. */
export async function stepSealed(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  referral: string,
  { step, changes, reason, appointment_at, words }: SealedStepInput,
): Promise<{ state: string }> {
  checkReason(step, reason, step === 'accept' || step === 'decline' ? 'sender' : 'person');
  if ((step === 'reply') !== (words !== undefined))
    throw new Problem('bad_input', {
      errors: [{ field: 'words', expected: 'the reply, and only with a reply' }],
    });
  const timed = step === 'accept' || step === 'move';
  if (appointment_at === undefined ? step === 'move' : !timed)
    throw new Problem('bad_input', {
      errors: [
        {
          field: 'appointment_at',
          expected: 'a time with "move", with "accept" or none, else none',
        },
      ],
    });
  return actAs(firewall, asStepChange(worker, compartment), async (tx) => {
    const [row] = await tx.query<{ reply_key: string | null }>(
      `select reply_key from ${compartment}.referral where referral_id = $1`,
      [referral],
    );
    if (!row) throw new Problem('not_found');
    if (words !== undefined && row.reply_key === null) throw new Problem('wrong_step');
    const sealed = words === undefined ? null : await sealWords(row.reply_key ?? '', words);
    const rows = await tx.query<{ state: string | null }>(
      'select fw.step_sealed_referral($1, $2, $3, $4, $5) as state',
      [referral, step, changes, { reason, appointment_at }, sealed],
    );
    const state = rows[0]?.state;
    if (!state) throw new Problem('not_found');
    return { state };
  });
}
