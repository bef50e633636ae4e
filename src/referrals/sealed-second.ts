/**
 * The second officer's word on what the first has prepared: for a child, and for whoever is under 18 on the path of survivors (VUL-03,
 * VUL-04; docs/protected-paths.md). She opened it with her own key, and gives back what she read; only now a packet, its link and its
 * code are made. That she is another person, and holds the key, is for the database to say.
 */
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { actAs, type Firewall, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { type Compartment, SECOND_SAYS_NO, sealedRecipients } from '../protection/index.ts';
import { pack, PacketInput, profileOf, TICKED } from './packet.ts';
import { asStep, asStepChange, digestOf, madeFor, type SealedWay, type Told } from './sealed.ts';

const exact = { additionalProperties: false } as const;

export const SecondYes = Type.Object(
  {
    referral_id: Type.String({ format: 'uuid' }),
    changes: Type.Integer({ minimum: 0 }),
    /** `packet` of the statement that she opened, as it stands there. */
    opened: Type.String({ minLength: 1, maxLength: 4000 }),
  },
  exact,
);
export type SecondYes = Static<typeof SecondYes>;

export const SecondNo = Type.Object(
  {
    changes: Type.Integer({ minimum: 0 }),
    reason: Type.Enum([...SECOND_SAYS_NO]),
  },
  exact,
);
export type SecondNo = Static<typeof SecondNo>;

const prepared = Compile(Type.Object({ packet: PacketInput, salt: Type.String() }, exact));

/** @throws `bad_input` naming `as_prepared` */
function packetIn(opened: string): PacketInput {
  try {
    const value: unknown = JSON.parse(opened);
    if (prepared.Check(value)) return value.packet;
  } catch {
    // Answered below like everything else that is not what was prepared.
  }
  throw new Problem('bad_input', { field: 'as_prepared' });
}

/**
 * Confirms it: now it is sent. Link and code are told to her once and kept nowhere.
 * @throws `second_person_needed` to whoever prepared it, or cannot open it; `bad_input` naming `as_prepared`, `wrong_step`,
 * `agreement_missing`, `network_suspended`, `not_found`
 */
export async function confirmSealed(
  firewall: Firewall,
  origin: string,
  worker: Worker,
  compartment: Compartment,
  visit: string,
  { referral_id, changes, opened }: SecondYes,
  told: Told,
): Promise<SealedWay> {
  const packet = packetIn(opened);
  return actAs(firewall, asStep(worker, compartment), async (tx) => {
    const [row] = await tx.query<{ packet_id: string; number: string; network_id: string }>(
      `select packet_id, number, network_id from ${compartment}.referral where referral_id = $1 and visit_id = $2`,
      [referral_id, visit],
    );
    if (!row) throw new Problem('not_found');
    const entry = (await sealedRecipients(tx)).find((one) => one.network_id === row.network_id);
    const profile = entry && profileOf(entry.service_type);
    if (!entry || !profile) throw new Problem('agreement_missing');
    const packed = pack(profile, packet, TICKED);
    if ('errors' in packed) throw new Problem('bad_input', { errors: packed.errors });
    const { packet_id: packetId, number } = row;
    const made = await madeFor(origin, entry, { packetId, number, packet: packed.packet }, told);
    const details = {
      referral_id,
      changes,
      digest: digestOf(opened),
      reply_key: made.reply_key,
    };
    const rows = await tx.query<{ state: string | null }>(
      'select fw.confirm_sealed_referral($1, $2, $3) as state',
      [details, made.sealed, made.access],
    );
    if (!rows[0]?.state) throw new Problem('not_found');
    const { name, telephone, email } = entry;
    return { ...made.link, name, telephone, email };
  });
}

/** Says no, with a reason: it is over, and nothing has left. @throws `second_person_needed`, `wrong_step`, `not_found` */
export async function declineSealed(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  referral: string,
  { changes, reason }: SecondNo,
): Promise<void> {
  await actAs(firewall, asStepChange(worker, compartment), async (tx) => {
    const rows = await tx.query<{ state: string | null }>(
      'select fw.decline_sealed_referral($1, $2, $3) as state',
      [referral, changes, reason],
    );
    if (!rows[0]?.state) throw new Problem('not_found');
  });
}
