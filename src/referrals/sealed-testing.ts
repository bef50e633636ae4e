/** For tests of what leaves a path: two officers with their keys, a clinic that is reached by a link, and somebody on the path. */
import { randomUUID } from 'node:crypto';
import { addAgreement, addOrganisation, insert } from '../firewall/context/testing.ts';
import type { Worker } from '../firewall/index.ts';
import type { Compartment, SealedReferral } from '../protection/index.ts';
import { openSealedText } from '../protection/member-key.ts';
import { readStatement } from '../protection/statement.ts';
import { comesIn, handsOver, protectionHouse } from '../protection/testing.ts';
import { readVisit } from '../protection/visits.ts';
import { ORIGIN, staffDoorOf } from '../staff/testing.ts';
import { owner } from '../sync/testing.ts';
import { CATEGORIES, type PacketInput } from './packet.ts';
import { enter, type Entered } from './recipient.ts';
import { confirmSealed } from './sealed-second.ts';
import { type SealedStepInput, sendSealed, stepSealed } from './sealed.ts';

export const PACKET: PacketInput = {
  needs: ['health.doctor'],
  level: 'today',
  languages: ['ar'],
  same_sex: 'woman',
  sentence: 'Needs the results read aloud.',
};
export const DAY = 86_400_000;

export type Sent = { id: string; locator: string; code: string };
export type SealedHouse = Awaited<ReturnType<typeof sealedHouse>>;

export type Officer = Awaited<ReturnType<Awaited<ReturnType<typeof protectionHouse>>['officer']>>;

export async function sealedHouse(compartment: Compartment = 'survivor') {
  const house = await protectionHouse();
  const { house: inner } = house.desk;
  // The clocks of a test house stand still; deadlines need clocks that go.
  for (const clock of [inner.clock, inner.kept.clock])
    Object.defineProperty(clock, 'now', { get: () => Date.now() });
  const noor = await house.officer(compartment);
  const idil = await house.officer(compartment);
  await house.makeKey(compartment, noor, [noor, idil]);
  const tablet = await house.desk.tablet(await house.desk.worker('desk'));
  const clinic = await addOrganisation(inner.database, { name: 'Doctor Lind', kind: 'health' });
  const agreement = await addAgreement(inner.database, [inner.org, clinic], {
    categories: CATEGORIES,
  });
  const door = staffDoorOf(inner);
  const rows = <T>(sql: string, values: unknown[] = []) =>
    owner(house.desk, sql, values) as Promise<T[]>;
  const entry = (to: string, more: object = {}) => {
    const network_id = randomUUID();
    return insert(house.desk.house.database, 'referrals.network_entry', {
      network_id,
      org_id: house.desk.house.org,
      to_org: to,
      listing_code: '10009',
      service_type: 'health',
      route: 'link',
      telephone: '+49 30 901820',
      agreement_id: agreement,
      ...more,
    }).then(() => network_id);
  };

  async function came(subject?: string): Promise<string> {
    const one = await comesIn(tablet, subject);
    await handsOver(tablet, one, compartment);
    return one;
  }

  const told = (packet: PacketInput, language?: string): string =>
    `A doctor: ${packet.sentence ?? ''}${language ? ` (${language})` : ''}`;
  type Change = Partial<Parameters<typeof sendSealed>[5]>;
  const given = (id: string, change: Change, at: string, who: Worker) =>
    sendSealed(
      door,
      ORIGIN,
      who,
      compartment,
      at,
      {
        referral_id: id,
        network_id: network,
        packet: PACKET,
        ticked: [],
        agreed: 'common_language',
        of_age: true,
        ...change,
      },
      told,
    );
  const sentOf = (
    id: string,
    { link = '', code = '' }: { link?: string; code?: string },
  ): Sent => ({
    id,
    locator: link.split('/').at(-1) ?? '',
    code,
  });
  async function send(change: Change = {}, at = visit, who: Worker = noor): Promise<Sent> {
    const id = randomUUID();
    const link = await given(id, change, at, who);
    if (!link) throw new Error('it waits');
    return sentOf(id, link);
  }
  /** It waits for a second officer; its number. */
  async function prepare(change: Change = {}, at = visit, who: Worker = noor): Promise<string> {
    const id = randomUUID();
    const link = await given(id, { of_age: false, ...change }, at, who);
    if (link) throw new Error('it was sent');
    return id;
  }
  /** What an officer reads of what waits, with her own key. */
  async function readBy(who: Officer, id: string, at = visit): Promise<string> {
    const { sealed } = await seenBy({ id }, at);
    return readStatement(await opened(sealed, who))?.packet ?? '';
  }
  async function confirm(
    id: string,
    who: Officer = idil,
    change: Partial<Parameters<typeof confirmSealed>[5]> = {},
    at = visit,
  ): Promise<Sent> {
    const read = change.opened ?? (await readBy(who, id, at));
    const { changes } = await seenBy({ id }, at);
    const input = { referral_id: id, changes, opened: read, ...change };
    return sentOf(id, await confirmSealed(door, ORIGIN, who, compartment, at, input, told));
  }
  const come = async ({ locator, code }: Sent): Promise<Entered> => {
    const entered = await enter(door, locator, { code });
    if (!entered) throw new Error('not opened');
    return entered;
  };
  const seenBy = async ({ id }: Pick<Sent, 'id'>, at = visit): Promise<SealedReferral> => {
    const one = (await readVisit(door, noor, compartment, at)).sent.find(
      ({ referral_id }) => referral_id === id,
    );
    if (!one) throw new Error('not there');
    return one;
  };
  const step = async (
    sent: Pick<Sent, 'id'>,
    input: Omit<SealedStepInput, 'changes'>,
    at = visit,
  ) =>
    stepSealed(door, noor, compartment, sent.id, {
      ...input,
      changes: (await seenBy(sent, at)).changes,
    });
  /** As the clock going on for this one. */
  const pass = (sent: Pick<Sent, 'id'>, ms: number) =>
    rows(
      `update ${compartment}.referral set sent_at = sent_at - $2::interval, answer_from = answer_from - $2::interval, answer_due = answer_due - $2::interval,
       escalate_at = escalate_at - $2::interval, ends_at = ends_at - $2::interval, answered_at = answered_at - $2::interval where referral_id = $1`,
      [sent.id, `${ms} milliseconds`],
    );
  async function opened(sealed: string | null, who: Officer = noor): Promise<string> {
    const [share] = (await house.keys(who, compartment)).shares;
    const role = await openSealedText(who.own.identity, share?.sealed ?? '');
    return openSealedText(role, sealed ?? '');
  }

  /** The same person, in another organisation of this installation. */
  async function elsewhere<W extends Worker>(org: string, who: W): Promise<W> {
    for (const table of ['account', 'session', 'role_grant', 'training', 'member_key'])
      await rows(`update staff.${table} set org_id = $1 where account_id = $2`, [org, who.actor]);
    inner.forget();
    return { ...who, org };
  }

  const network = await entry(clinic);
  const visit = await came();
  return {
    house,
    door,
    noor,
    idil,
    network,
    agreement,
    visit,
    rows,
    entry,
    elsewhere,
    came,
    send,
    prepare,
    readBy,
    confirm,
    come,
    seenBy,
    step,
    pass,
    opened,
    close: () => house.close(),
  };
}
