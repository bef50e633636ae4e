/** Out of a survivor's path and back: what the officer, the recipient and everybody else get of it, on the real database. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAgreement, addOrganisation, insert } from '../firewall/context/testing.ts';
import { actAs, type Worker } from '../firewall/index.ts';
import { continueErasures } from '../firewall/erasure/erase.ts';
import { expire } from '../firewall/erasure/expire.ts';
import { CATEGORIES, type PacketInput } from './packet.ts';
import { answerByLink, deletedByLink, enter, type Entered, faceOf, look } from './recipient.ts';
import { PURPOSE_STORES } from '../staff/roles.ts';
import { ORIGIN, staffDoorOf } from '../staff/testing.ts';
import { owner, type Tablet } from '../sync/testing.ts';
import { listAlarms } from '../protection/alarms.ts';
import { actIn } from '../protection/compartment.ts';
import { type KeyPair, openSealedText } from '../protection/member-key.ts';
import type { SealedReferral } from '../protection/index.ts';
import { type SealedStepInput, sendSealed, stepSealed } from './sealed.ts';
import { readStatement } from '../protection/statement.ts';
import {
  comesIn,
  handsOver,
  type ProtectionHouse,
  protectionHouse,
} from '../protection/testing.ts';
import { listVisits, readVisit } from '../protection/visits.ts';

const PACKET: PacketInput = {
  needs: ['health.doctor'],
  level: 'today',
  languages: ['ar'],
  same_sex: 'woman',
  sentence: 'Needs the results read aloud.',
};
const DAY = 86_400_000;

let house: ProtectionHouse;
let noor: Worker & { own: KeyPair };
let tablet: Tablet;
let clinic: string;
let network: string;
let agreement: string;
let visit: string;

const door = () => staffDoorOf(house.desk.house);
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

beforeAll(async () => {
  house = await protectionHouse();
  const { house: inner } = house.desk;
  for (const clock of [inner.clock, inner.kept.clock])
    Object.defineProperty(clock, 'now', { get: () => Date.now() });
  noor = await house.officer('survivor');
  await house.makeKey('survivor', noor, [noor]);
  tablet = await house.desk.tablet(await house.desk.worker('desk'));
  clinic = await addOrganisation(inner.database, { name: 'Doctor Lind', kind: 'health' });
  agreement = await addAgreement(inner.database, [inner.org, clinic], { categories: CATEGORIES });
  network = await entry(clinic);
  visit = await came();
});
afterAll(() => house.close());

async function came(subject?: string): Promise<string> {
  const one = await comesIn(tablet, subject);
  await handsOver(tablet, one, 'survivor');
  return one;
}

type Sent = { id: string; locator: string; code: string };
async function send(
  change: Partial<Parameters<typeof sendSealed>[4]> = {},
  at = visit,
  who: Worker = noor,
): Promise<Sent> {
  const id = randomUUID();
  const { link, code } = await sendSealed(
    door(),
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
  const entered = await enter(door(), locator, { code });
  if (!entered) throw new Error('not opened');
  return entered;
};
const seenBy = async ({ id }: Sent, at = visit): Promise<SealedReferral> => {
  const one = (await readVisit(door(), noor, 'survivor', at)).sent.find(
    ({ referral_id }) => referral_id === id,
  );
  if (!one) throw new Error('not there');
  return one;
};
const step = async (sent: Sent, input: Omit<SealedStepInput, 'changes'>, at = visit) =>
  stepSealed(door(), noor, sent.id, { ...input, changes: (await seenBy(sent, at)).changes });
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

describe('a packet out of the path of survivors', () => {
  it('is opened by link and code, answered, and the answer stands in the path', async () => {
    const sent = await send();
    expect(await faceOf(door(), sent.locator)).toMatchObject({
      from: 'Selmora Network of Open Doors',
      lang: 'en',
    });
    const entered = await come(sent);
    const seen = await look(door(), entered);
    if (seen.kind !== 'packet') throw new Error(seen.kind);
    expect(seen.packet.packet).toEqual(PACKET);
    expect(Object.keys(seen.packet).toSorted()).toEqual([
      'answer_due',
      'appointment_at',
      'from_org',
      'level',
      'number',
      'packet',
      'packet_id',
      'state',
    ]);
    expect(JSON.stringify({ ...seen, from: '' })).not.toMatch(/survivor|protect|path/i);

    await answerByLink(door(), entered, { step: 'ask', words: 'Can she come at eight?' });
    const asking = await seenBy(sent);
    expect(asking.state).toBe('question');
    expect(await opened(asking.question)).toBe('Can she come at eight?');
    await step(sent, { step: 'reply', words: 'Yes.' });
    expect(await look(door(), entered)).toMatchObject({ packet: { reply: 'Yes.' } });

    const at = new Date(Date.now() + DAY).toISOString();
    await answerByLink(door(), entered, { step: 'accept', appointment_at: at });
    expect(await seenBy(sent)).toMatchObject({
      state: 'accepted',
      appointment_at: new Date(at),
      to_name: 'Doctor Lind',
    });
    expect(readStatement(await opened((await seenBy(sent)).sealed))).toMatchObject({
      about: 'referral',
      text: 'A doctor: Needs the results read aloud.',
    });
    // Her own word counts; theirs stays beside it.
    await step(sent, { step: 'partly_received' });
    await answerByLink(door(), entered, { step: 'received' });
    expect(await seenBy(sent)).toMatchObject({
      state: 'partly_received',
      provider_outcome: 'received',
      person_outcome: 'partly_received',
    });
    // It goes with its time: two weeks after the outcome nothing opens.
    await rows(`update survivor.way_in set ends_at = ends_at - interval '14 days'`);
    expect(await enter(door(), sent.locator, { code: sent.code })).toBeUndefined();
  });

  it('changes nothing outside the compartment: no row of any other table, no event, no message, no count', async () => {
    const tables = await rows<{ t: string }>(
      `select format('%I.%I', schemaname, tablename) t from pg_tables where schemaname !~ '^(pg_|information_schema|audit)'
         and not (schemaname = 'survivor' and tablename in ('referral', 'referral_change', 'way_in')) order by 1`,
    );
    expect(tables.length).toBeGreaterThan(60);
    const all = async () =>
      (
        await rows<{ t: string; n: string; x: string }>(
          tables
            .map(
              ({ t }) =>
                `select '${t}' t, count(*) n, md5(string_agg(x::text, '|' order by x::text)) x from ${t} x`,
            )
            .join(' union all '),
        )
      ).map(({ t, n, x }) => `${t} ${n} ${x}`);
    const before = await all();
    const log = `select act, purpose, route, count(*)::int n from audit.stage where org_id = $1 group by 1, 2, 3`;
    const acts = await rows<{ act: string }>(log, [house.desk.house.org]);
    const sent = await send();
    const entered = await come(sent);
    await look(door(), entered);
    await answerByLink(door(), entered, { step: 'decline', reason: 'full' });
    expect(await all()).toEqual(before);
    // In the log of its own organisation it is one more step of the path.
    const more = await rows<{ act: string; purpose: string; route: string }>(log, [
      house.desk.house.org,
    ]);
    const news = more.filter(
      (one) => !acts.some((was) => JSON.stringify(was) === JSON.stringify(one)),
    );
    expect(news.map(({ act, purpose, route }) => [act, purpose, route]).toSorted()).toEqual([
      ['open', 'survivor.support', 'POST /api/compartments/:compartment/visits/:visit/steps'],
      ['step.added', 'survivor.support', 'POST /api/compartments/:compartment/visits/:visit/steps'],
    ]);
    const details = await rows<{ details: unknown }>(
      `select details from audit.stage where act = 'step.added' and details is not null`,
    );
    expect(JSON.stringify(details)).not.toContain(sent.id);
    expect(await seenBy(sent)).toMatchObject({ state: 'declined', reason: 'full' });
    // A packet that was declined has no content any more, here and there.
    expect(
      await rows(
        `select 1 from survivor.way_in w join survivor.referral r using (packet_id) where r.referral_id = $1 and octet_length(w.sealed) > 1`,
        [sent.id],
      ),
    ).toEqual([]);
    expect(await look(door(), entered)).toEqual({ kind: 'closed' });
  });

  it('is seen by no other purpose, straight in the database, and written by nobody but its functions', async () => {
    const sent = await send();
    let asked = 0;
    for (const [purpose, stores] of Object.entries(PURPOSE_STORES))
      for (const store of stores) {
        if (store === 'app_survivor') continue;
        for (const table of ['referral', 'referral_change', 'way_in']) {
          const got = await actAs(
            door(),
            { ...actIn(noor, 'survivor', '/test'), role: store, purpose },
            (tx) => tx.query(`select * from survivor.${table}`),
          ).catch(() => []);
          asked += 1;
          expect([purpose, store, table, got]).toEqual([purpose, store, table, []]);
        }
      }
    expect(asked).toBeGreaterThan(60);
    const act = actIn(noor, 'survivor', '/test');
    for (const statement of [
      `update survivor.referral set state = 'received', closed_at = now()`,
      'delete from survivor.referral',
      'select locator_hash from survivor.way_in',
      'select sealed from survivor.way_in',
    ])
      await expect(actAs(door(), act, (tx) => tx.query(statement))).rejects.toThrow();
    const stranger = await house.officer('survivor');
    await rows('update staff.role_grant set role = $2 where account_id = $1', [
      stranger.actor,
      'child',
    ]);
    house.desk.house.forget();
    await expect(send({}, visit, stranger)).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(
      stepSealed(door(), stranger, sent.id, { step: 'withdraw', changes: 1 }),
    ).rejects.toThrow();
  });

  it('takes no field that this service does not need, whoever writes, and nobody who is not of age', async () => {
    await expect(send({ packet: { ...PACKET, needs: ['law.advice'] } })).rejects.toMatchObject({
      code: 'bad_input',
    });
    await expect(send({ packet: { ...PACKET, chosen_name: 'Hana' } })).rejects.toMatchObject({
      code: 'bad_input',
    });
    const straight = (change: object) => {
      const [generation, packet_id] = [1, randomUUID()];
      const details = {
        referral_id: randomUUID(),
        visit_id: visit,
        network_id: network,
        packet_id,
        number: '1234',
        level: 'soon',
        agreed: 'interpreter',
        of_age: true,
        fields: ['needs', 'level'],
        categories: ['need'],
        profile_v: 1,
        generation,
        reply_key: 'age1',
        ...change,
      };
      const hash = () => Buffer.from(randomUUID().replaceAll('-', '')).toString('base64');
      const access = {
        access_id: randomUUID(),
        locator_hash: hash(),
        proof_hash: hash(),
        wrapped: hash(),
      };
      return actAs(door(), actIn(noor, 'survivor', '/test'), (tx) =>
        tx.query('select fw.send_sealed_referral($1, $2, $3, $4)', [
          details,
          Buffer.from('x'),
          Buffer.from('y'),
          access,
        ]),
      );
    };
    await expect(straight({ fields: ['needs', 'history'] })).rejects.toMatchObject({
      field: 'field_is_needed',
    });
    await expect(straight({ of_age: false })).rejects.toMatchObject({ code: 'bad_input' });
    await expect(straight({ visit_id: randomUUID() })).rejects.toMatchObject({
      field: 'visit_is_here',
    });
    await expect(straight({ network_id: randomUUID() })).rejects.toMatchObject({
      field: 'recipient_is_known',
    });
    await expect(straight({ generation: 7 })).rejects.toMatchObject({ field: 'key_is_live' });
    const young = await came(randomUUID());
    await expect(straight({ visit_id: young })).rejects.toMatchObject({ field: 'two_must_decide' });
    await expect(straight({})).resolves.toBeDefined();
  });

  it('goes once, under a live agreement and to a service that is not suspended', async () => {
    const sent = await send();
    await expect(send({ referral_id: sent.id })).rejects.toMatchObject({ code: 'conflict' });
    const suspended = await entry(
      await addOrganisation(house.desk.house.database, { name: 'Away' }),
      {
        suspended_at: new Date(),
        suspended_why: 'safety',
      },
    );
    await expect(send({ network_id: suspended })).rejects.toMatchObject({ code: 'not_found' });
    const entered = await come(sent);
    await rows(`update consent.agreement set state = 'suspended' where agreement_id = $1`, [
      agreement,
    ]);
    await expect(send()).rejects.toMatchObject({ code: 'not_found' });
    expect(await look(door(), entered)).toMatchObject({ kind: 'taken_back' });
    await rows(`update consent.agreement set state = 'live' where agreement_id = $1`, [agreement]);
    expect(await look(door(), entered)).toMatchObject({ kind: 'packet' });
  });
});

describe('taken back', () => {
  it('reaches the recipient at once, and that it deleted what it had comes back', async () => {
    const sent = await send();
    const entered = await come(sent);
    expect(await look(door(), entered)).toMatchObject({ kind: 'packet' });
    await step(sent, { step: 'withdraw' });
    expect(await look(door(), entered)).toEqual({ kind: 'taken_back', deleted: false });
    await expect(answerByLink(door(), entered, { step: 'accept' })).rejects.toMatchObject({
      code: 'consent_missing',
    });
    await deletedByLink(door(), entered);
    expect(await look(door(), entered)).toEqual({ kind: 'taken_back', deleted: true });
    expect(await seenBy(sent)).toMatchObject({
      state: 'withdrawn',
      deleted_at: expect.any(Date) as Date,
    });
    await expect(step(sent, { step: 'received' })).rejects.toMatchObject({ code: 'wrong_step' });
  });

  it('by an erasure too: her rows go, and the link asks to delete', async () => {
    const subject = randomUUID();
    const hers = await came();
    await rows(`update casework.pathway set subject = $2 where visit_id = $1`, [hers, subject]);
    const sent = await send({}, hers);
    const entered = await come(sent);
    expect(await look(door(), entered)).toMatchObject({ kind: 'packet' });
    await rows(
      `insert into consent.erasing (org_id, subject, erasure_no) values ($1, $2, gen_random_uuid())`,
      [house.desk.house.org, subject],
    );
    expect(await look(door(), entered)).toMatchObject({ kind: 'taken_back' });
    await continueErasures(door(), house.desk.house.org, async () => new Date(0));
    for (const table of ['referral', 'way_in'])
      expect(await rows(`select 1 from survivor.${table} where subject = $1`, [subject])).toEqual(
        [],
      );
    expect(await rows('select 1 from survivor.referral where referral_id = $1', [sent.id])).toEqual(
      [],
    );
    expect(await look(door(), entered)).toMatchObject({ kind: 'taken_back' });
  });
});

describe('deadlines', () => {
  it('follow from the hour at which an officer looks: late, escalated to the lead, given up', async () => {
    const mine = await came();
    const sent = await send({}, mine);
    const row = async () =>
      (await listVisits(door(), noor, 'survivor')).find(({ visit_id }) => visit_id === mine)
        ?.referrals;
    const alarms = async () =>
      (await listAlarms(door(), noor, 'survivor')).filter(({ visit_id }) => visit_id === mine);
    expect(await row()).toEqual({ waiting: 1, late: 0 });
    await pass(sent, DAY + 1000);
    expect(await seenBy(sent, mine)).toMatchObject({ state: 'overdue', escalated: false });
    expect([await row(), await alarms()]).toEqual([{ waiting: 1, late: 1 }, []]);
    await pass(sent, DAY);
    expect(await alarms()).toMatchObject([
      { kind: 'referral_unanswered', lead: noor.actor, seen_at: null },
    ]);
    // Opened late there is half of the time again; what the hour had made of it is written down with the step.
    await look(door(), await come(sent));
    expect(await seenBy(sent, mine)).toMatchObject({ state: 'opened' });
    expect(
      await rows(
        'select step, party from survivor.referral_change where referral_id = $1 order by n',
        [sent.id],
      ),
    ).toEqual([
      { step: 'send', party: 'sender' },
      { step: 'lapse', party: 'clock' },
      { step: 'open', party: 'recipient' },
    ]);
    await pass(sent, 29 * DAY);
    expect(await seenBy(sent, mine)).toMatchObject({ state: 'expired' });
    expect(await look(door(), await come(sent))).toMatchObject({ kind: 'taken_back' });
    expect([await row(), await alarms()]).toEqual([{ waiting: 0, late: 0 }, []]);
  });

  it('end what is kept: the way in with its time, the rest after ninety days', async () => {
    const sent = await send();
    await rows(`update survivor.way_in set ends_at = now() - interval '1 hour'`);
    await pass(sent, 121 * DAY);
    const gone = await expire(door(), house.desk.house.org);
    expect(gone['survivor.way_in survivor.support']).toBeGreaterThan(0);
    expect(gone['survivor.referral survivor.support']).toBe(1);
    expect(
      await rows('select 1 from survivor.referral_change where referral_id = $1', [sent.id]),
    ).toEqual([]);
  });

  it('five wrong codes lock it, as any other, and the officer sees it', async () => {
    const sent = await send();
    for (let i = 0; i < 5; i++) await enter(door(), sent.locator, { code: '00000000 0' });
    expect(await enter(door(), sent.locator, { code: sent.code })).toBeUndefined();
    expect(await faceOf(door(), sent.locator)).toBeUndefined();
    expect((await seenBy(sent)).locked).toBe(true);
  });
});
