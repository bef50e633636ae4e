/** For tests of what leaves a survivor's path: an officer with her key, a clinic that is reached by a link, and somebody on the path. */
import { randomUUID } from 'node:crypto';
import { addAgreement, addOrganisation, insert } from '../firewall/context/testing.ts';
import type { Worker } from '../firewall/index.ts';
import type { SealedReferral } from '../protection/index.ts';
import { openSealedText } from '../protection/member-key.ts';
import { comesIn, handsOver, protectionHouse } from '../protection/testing.ts';
import { readVisit } from '../protection/visits.ts';
import { ORIGIN, staffDoorOf } from '../staff/testing.ts';
import { owner } from '../sync/testing.ts';
import { CATEGORIES, type PacketInput } from './packet.ts';
import { enter, type Entered } from './recipient.ts';
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

export async function sealedHouse() {
  const house = await protectionHouse();
  const { house: inner } = house.desk;
  // The clocks of a test house stand still; deadlines need clocks that go.
  for (const clock of [inner.clock, inner.kept.clock])
    Object.defineProperty(clock, 'now', { get: () => Date.now() });
  const noor = await house.officer('survivor');
  await house.makeKey('survivor', noor, [noor]);
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
    await handsOver(tablet, one, 'survivor');
    return one;
  }

  async function send(
    change: Partial<Parameters<typeof sendSealed>[4]> = {},
    at = visit,
    who: Worker = noor,
  ): Promise<Sent> {
    const id = randomUUID();
    const { link, code } = await sendSealed(
      door,
      ORIGIN,
      who,
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
      (packet) => `A doctor: ${packet.sentence ?? ''}`,
    );
    return { id, locator: link.split('/').at(-1) ?? '', code };
  }
  const come = async ({ locator, code }: Sent): Promise<Entered> => {
    const entered = await enter(door, locator, { code });
    if (!entered) throw new Error('not opened');
    return entered;
  };
  const seenBy = async ({ id }: Sent, at = visit): Promise<SealedReferral> => {
    const one = (await readVisit(door, noor, 'survivor', at)).sent.find(
      ({ referral_id }) => referral_id === id,
    );
    if (!one) throw new Error('not there');
    return one;
  };
  const step = async (sent: Sent, input: Omit<SealedStepInput, 'changes'>, at = visit) =>
    stepSealed(door, noor, sent.id, { ...input, changes: (await seenBy(sent, at)).changes });
  /** As the clock going on for this one. */
  const pass = (sent: Sent, ms: number) =>
    rows(
      `update survivor.referral set sent_at = sent_at - $2::interval, answer_from = answer_from - $2::interval, answer_due = answer_due - $2::interval,
       escalate_at = escalate_at - $2::interval, ends_at = ends_at - $2::interval, answered_at = answered_at - $2::interval where referral_id = $1`,
      [sent.id, `${ms} milliseconds`],
    );
  async function opened(sealed: string | null): Promise<string> {
    const [share] = (await house.keys(noor, 'survivor')).shares;
    const role = await openSealedText(noor.own.identity, share?.sealed ?? '');
    return openSealedText(role, sealed ?? '');
  }

  const network = await entry(clinic);
  const visit = await came();
  return {
    house,
    door,
    noor,
    network,
    agreement,
    visit,
    rows,
    entry,
    came,
    send,
    come,
    seenBy,
    step,
    pass,
    opened,
    close: () => house.close(),
  };
}
