/**
 * Role keys of a compartment as the server has them: public halves, and private halves that only their holders can open
 * (design chapter 20, section 7). Whoever works in the compartment makes them; an administrator can neither make nor read one.
 */
import { type Static, Type } from 'typebox';
import { actAs, type Firewall, type Worker } from '../firewall/index.ts';
import { actIn, type Compartment } from './compartment.ts';

const Id = Type.String({ format: 'uuid' });
const Recipient = Type.String({
  pattern: '^age1[0-9a-z]{58}$',
  description: 'Public half, age X25519',
});
const Wrapped = Type.String({
  pattern: '^[A-Za-z0-9_-]{40,4000}$',
  description: 'Sealed on the device, base64url',
});
const exact = { additionalProperties: false } as const;

export const MemberKeyInput = Type.Object(
  {
    recipient: Recipient,
    passkey: Type.Optional(Wrapped),
    passphrase: Type.Optional(Wrapped),
    sheet: Type.Optional(Wrapped),
  },
  { ...exact, minProperties: 2 },
);
export type MemberKeyInput = Static<typeof MemberKeyInput>;

const HolderInput = Type.Object({ account: Id, recipient: Recipient, sealed: Wrapped }, exact);
export const ShareInput = HolderInput;
export type ShareInput = Static<typeof ShareInput>;
export const GenerationInput = Type.Object(
  {
    generation: Type.Integer({ minimum: 1, maximum: 100_000 }),
    recipient: Recipient,
    lead: Id,
    holders: Type.Array(HolderInput, { minItems: 1, maxItems: 50 }),
  },
  exact,
);
export type GenerationInput = Static<typeof GenerationInput>;

export type Officer = {
  account: string;
  name: string;
  /** Public half of her own key; null while she has none. */
  recipient: string | null;
  /** False: her role was taken back, or her training is over. */
  active: boolean;
  /** Generations that she can open. */
  generations: number[];
};
export type Generation = {
  generation: number;
  recipient: string;
  made_at: Date;
  closed_at: Date | null;
  lead: string | null;
  holders: number;
};
/** `no_key`: closed for new files. `one_holder`: one lost secret away from losing everything. `renewal_due`: a holder left. */
export type KeyWarning = 'no_key' | 'one_holder' | 'renewal_due';
export type KeyRoom = {
  own: {
    recipient: string;
    passkey: string | null;
    passphrase: string | null;
    sheet: string | null;
    made_at: Date;
  } | null;
  shares: { generation: number; sealed: string }[];
  keys: Generation[];
  people: Officer[];
  warnings: KeyWarning[];
};

const coded = (bytes: Buffer | null): string | null => bytes?.toString('base64url') ?? null;
const bytesOf = (text: string | undefined): Buffer | null =>
  text === undefined ? null : Buffer.from(text, 'base64url');
const hexOf = (text: string): string => Buffer.from(text, 'base64url').toString('hex');

/** What is wrong with the keys of a compartment. Pure. */
export function keyWarnings(
  keys: readonly Pick<Generation, 'generation' | 'closed_at'>[],
  people: readonly Pick<Officer, 'active' | 'generations'>[],
): KeyWarning[] {
  const live = keys.find(({ closed_at }) => closed_at === null);
  const holders = people.filter(({ generations }) => live && generations.includes(live.generation));
  const active = holders.filter((one) => one.active).length;
  if (!live || active === 0) return ['no_key'];
  return [
    ...(active === 1 ? (['one_holder'] as const) : []),
    ...(active < holders.length ? (['renewal_due'] as const) : []),
  ];
}

/** The own key and shares, all generations, and who works here. */
export function readKeys(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
): Promise<KeyRoom> {
  const act = actIn(worker, compartment, 'GET /api/compartments/:compartment/keys');
  return actAs(firewall, act, async (tx) => {
    const [own] = await tx.query<{
      recipient: string;
      wrapped_passkey: Buffer | null;
      wrapped_passphrase: Buffer | null;
      wrapped_sheet: Buffer | null;
      made_at: Date;
    }>('select * from fw.own_member_key()');
    const shares = await tx.query<{ generation: number; sealed_private: Buffer }>(
      'select * from fw.own_shares()',
    );
    const keys = await tx.query<Generation>(
      'select generation, recipient, made_at, closed_at, lead_id as lead, holders from fw.role_keys()',
    );
    const people = await tx.query<Officer>(
      'select account_id as account, name, recipient, active, generations from fw.compartment_people()',
    );
    return {
      own: own
        ? {
            recipient: own.recipient,
            passkey: coded(own.wrapped_passkey),
            passphrase: coded(own.wrapped_passphrase),
            sheet: coded(own.wrapped_sheet),
            made_at: own.made_at,
          }
        : null,
      shares: shares.map(({ generation, sealed_private }) => ({
        generation,
        sealed: sealed_private.toString('base64url'),
      })),
      keys,
      people,
      warnings: keyWarnings(keys, people),
    };
  });
}

/**
 * Puts the own key away, wrapped; or another wrap of the same key. A new key ends the shares of the one before.
 * @throws `second_person_needed` while nobody else can open what the one before opened.
 */
export async function putMemberKey(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  { recipient, passkey, passphrase, sheet }: MemberKeyInput,
): Promise<void> {
  const act = actIn(worker, compartment, 'POST /api/compartments/:compartment/member-key');
  await actAs(firewall, act, (tx) =>
    tx.query('select fw.put_member_key($1, $2, $3, $4)', [
      recipient,
      bytesOf(passkey),
      bytesOf(passphrase),
      bytesOf(sheet),
    ]),
  );
}

/**
 * A new generation with all its holders: whoever is not named loses her shares.
 * @throws `conflict` when another came first, `second_person_needed` for somebody who does not hold the one before,
 * `bad_input` naming what is wrong with a holder.
 */
export async function addGeneration(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  { generation, recipient, lead, holders }: GenerationInput,
): Promise<void> {
  const act = actIn(worker, compartment, 'POST /api/compartments/:compartment/keys');
  const stored = holders.map(({ sealed, ...holder }) => ({ ...holder, sealed: hexOf(sealed) }));
  await actAs(firewall, act, (tx) =>
    tx.query('select fw.new_role_key($1, $2, $3, $4)', [
      generation,
      recipient,
      lead,
      JSON.stringify(stored),
    ]),
  );
}

/** An earlier generation for somebody who holds the present one. @throws `second_person_needed`, `bad_input`. */
export async function addShare(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  generation: number,
  { account, recipient, sealed }: ShareInput,
): Promise<void> {
  const route = 'POST /api/compartments/:compartment/keys/:generation/holders';
  await actAs(firewall, actIn(worker, compartment, route), (tx) =>
    tx.query('select fw.share_role_key($1, $2, $3, $4)', [
      generation,
      account,
      recipient,
      bytesOf(sealed),
    ]),
  );
}
