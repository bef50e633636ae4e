/** For tests of what goes from officers to officers: a house as in `sealed-testing.ts`, and another with accounts and a key of the same compartment. */
import { addAgreement, addOrganisation } from '../firewall/context/testing.ts';
import { actAs, type Worker } from '../firewall/index.ts';
import { actIn, type Compartment, COMPARTMENTS } from '../protection/compartment.ts';
import { openSealedText } from '../protection/member-key.ts';
import { CATEGORIES } from './packet.ts';
import {
  answerSealedReceived,
  listSealedReceived,
  type ReceivedAnswer,
  readSealedReceived,
} from './sealed-received.ts';
import { type Officer, sealedHouse } from './sealed-testing.ts';

export type OfficersHouse = Awaited<ReturnType<typeof officersHouse>>;

/** Mara holds the key there; Juno works there without a share. */
export async function officersHouse(room: Compartment) {
  const h = await sealedHouse(room);
  const { database, org } = h.house.desk.house;
  const { purpose } = COMPARTMENTS[room];
  const there = await addOrganisation(database, { name: 'Red Hill House', kind: 'health' });
  const mara = await h.elsewhere(there, await h.house.officer(room));
  const juno = await h.elsewhere(there, await h.house.officer(room));
  const agreement = await addAgreement(database, [org, there], {
    categories: CATEGORIES,
    purposes: ['referral.send', purpose],
  });
  const byOfficers = await h.entry(there, {
    route: 'account',
    listing_code: '10010',
    agreement_id: agreement,
    page_lang: 'ar',
  });
  const sql = <T>(who: Worker, statement: string, values: unknown[] = []): Promise<T[]> =>
    actAs(h.door, actIn(who, room, '/test'), (tx) => tx.query(statement, values) as Promise<T[]>);
  const recipients = async (): Promise<string[]> =>
    (await sql<{ network_id: string }>(h.noor, 'select * from fw.sealed_recipients()')).map(
      ({ network_id }) => network_id,
    );
  const beforeAnyKey = await recipients();
  const made = await h.house.makeKey(room, mara, [mara]);
  if (made.status !== 201) throw new Error(JSON.stringify(made));
  return {
    ...h,
    room,
    org,
    there,
    purpose,
    agreement,
    byOfficers,
    mara,
    juno,
    sql,
    recipients,
    beforeAnyKey,
    /** It leaves: at once where she is of age, else once a second officer confirmed. */
    async leaves(change: { network_id?: string } = {}): Promise<{ id: string; packet: string }> {
      const to = { network_id: byOfficers, ...change };
      const { id } = room === 'survivor' ? await h.send(to) : await h.confirm(await h.prepare(to));
      const [row] = await h.rows<{ packet_id: string }>(
        `select packet_id from ${room}.referral where referral_id = $1`,
        [id],
      );
      return { id, packet: row?.packet_id ?? '' };
    },
    read: (packet: string, who: Worker = mara) => readSealedReceived(h.door, who, room, packet),
    answer: (packet: string, input: ReceivedAnswer, who: Worker = mara) =>
      answerSealedReceived(h.door, who, room, packet, input),
    listed: async (who: Worker = mara) =>
      (await listSealedReceived(h.door, who, room)).map(({ packet_id }) => packet_id),
    /** What her browser makes of it, with her share of that generation. */
    async openedBy(who: Officer, sealed: string | null, of = 1): Promise<string> {
      const { shares } = await h.house.keys(who, room);
      const share = shares.find(({ generation }) => generation === of);
      const role = await openSealedText(who.own.identity, share?.sealed ?? '');
      return openSealedText(role, sealed ?? '');
    },
  };
}
