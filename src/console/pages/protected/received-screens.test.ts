/** What officers of one organisation ask of those of another, as plain forms: sent, confirmed, read, answered, taken back, in both rooms. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAgreement, addOrganisation, insert } from '../../../firewall/context/testing.ts';
import { openSealedText } from '../../../protection/member-key.ts';
import { readStatement } from '../../../protection/statement.ts';
import { comesIn, handsOver } from '../../../protection/testing.ts';
import { CATEGORIES } from '../../../referrals/packet.ts';
import { owner } from '../../../sync/testing.ts';
import { type Officer, type Screens, screensOf } from './screens-testing.ts';

let screens: Screens;
beforeAll(async () => {
  screens = await screensOf();
});
beforeEach(() => screens.wind());
afterAll(() => screens.close());

describe.each(['child', 'survivor'] as const)('from room to room: %s', (room) => {
  let noor: Officer;
  let idil: Officer;
  let mara: Officer;
  let visit: string;
  let network_id: string;
  const at = (rest = ''): string => `/staff/protected/${room}${rest}`;
  const rows = <T>(sql: string, values: unknown[] = []) =>
    owner(screens.house.desk, sql, values) as Promise<T[]>;

  beforeAll(async () => {
    const { house } = screens;
    const { database, org } = house.desk.house;
    noor = (await house.officer(room)) as Officer;
    idil = (await house.officer(room)) as Officer;
    await house.makeKey(room, noor, [noor, idil]);
    const to = await addOrganisation(database, { name: 'Red Hill House', kind: 'health' });
    const officer = (await house.officer(room)) as Officer;
    for (const table of ['account', 'session', 'role_grant', 'training', 'member_key'])
      await rows(`update staff.${table} set org_id = $1 where account_id = $2`, [
        to,
        officer.actor,
      ]);
    house.desk.house.forget();
    mara = { ...officer, org: to };
    await house.makeKey(room, mara, [mara]);
    const purposes = ['referral.send', room === 'child' ? 'child.protect' : 'survivor.support'];
    network_id = randomUUID();
    await insert(database, 'referrals.network_entry', {
      network_id,
      org_id: org,
      to_org: to,
      listing_code: '10009',
      service_type: 'health',
      route: 'account',
      telephone: '+49 30 901820',
      agreement_id: await addAgreement(database, [org, to], { categories: CATEGORIES, purposes }),
    });
    const tablet = await house.desk.tablet(await house.desk.worker('desk'));
    visit = await comesIn(tablet);
    await handsOver(tablet, visit, room);
  });

  async function lies(): Promise<string> {
    const referral_id = randomUUID();
    const page = await screens.ask(noor, at(`/visits/${visit}`));
    expect(page.body).toContain('Red Hill House (Health), to the officers of such a room there');
    expect(page.body).toContain('Say so before you ask for the yes.');
    const form = {
      referral_id,
      network_id,
      need: 'health.doctor',
      level: 'today',
      agreed: 'interpreter',
      yes: 'true',
      sentence: 'Please a quiet room.',
    };
    const steps = at(`/visits/${visit}/steps`);
    const of_age = room === 'survivor' ? { of_age: 'true' } : undefined;
    let sent = await screens.ask(noor, steps, { ...form, ...of_age });
    if (!of_age) {
      expect(sent.body).toContain('Prepared. Nothing has left');
      const { shares } = await screens.house.keys(idil, room);
      const role = await openSealedText(idil.own.identity, shares[0]?.sealed ?? '');
      const [row] = await rows<{ sealed: Buffer; packet_id: string }>(
        `select sealed, packet_id from ${room}.referral where referral_id = $1`,
        [referral_id],
      );
      expect((await screens.ask(mara, at())).body).not.toContain(row?.packet_id);
      const text = await openSealedText(role, row?.sealed.toString('base64url') ?? '');
      const opened = readStatement(text)?.packet ?? '';
      sent = await screens.ask(idil, steps, { confirm: referral_id, changes: '1', opened });
    }
    expect([sent.status, sent.body.includes('It lies with the officers')]).toEqual([200, true]);
    expect(sent.body).not.toMatch(/data-link|data-code/);
    const [row] = await rows<{ packet_id: string }>(
      `select packet_id from ${room}.referral where referral_id = $1`,
      [referral_id],
    );
    return row?.packet_id ?? '';
  }
  const answer = (packet: string, step: string, more: Record<string, string> = {}) =>
    screens.ask(mara, at(`/steps/${packet}`), { visit: packet, received: 'true', step, ...more });

  it('is found, read, asked about, accepted with a time and moved, and told how it went', async () => {
    const packet = await lies();
    const list = await screens.ask(mara, at());
    expect(list.body).toContain('Others ask this room');
    expect(list.body).toContain('not read yet');
    const before = await screens.ask(mara, at(`/visits/${packet}`));
    expect(before.body).toContain('Whoever sent it sees that it was read.');
    expect(before.body).not.toContain('data-sealed');
    expect((await answer(packet, 'accept')).status).toBe(409);
    const read = await answer(packet, 'open');
    expect([read.status, read.body.includes('data-sealed')]).toEqual([200, true]);
    expect(read.body).not.toContain('Please a quiet room.');
    expect((await answer(packet, 'ask')).status).toBe(400);
    expect((await answer(packet, 'ask', { words: 'Is it urgent?' })).status).toBe(200);
    expect((await screens.ask(noor, at(`/visits/${visit}`))).body).toContain('They ask:');
    for (const [fields, status] of [
      [{ ref_day: '31 November 2027', ref_time: '9:30' }, 400],
      [{ ref_day: '1 December 2020', ref_time: '9:30' }, 400],
      [{ ref_day: '1 December 2027', ref_time: '9:30' }, 200],
    ] as const)
      expect((await answer(packet, 'accept', fields)).status).toBe(status);
    expect((await answer(packet, 'move')).status).toBe(400);
    const moved = await answer(packet, 'move', { ref_day: '2 December 2027', ref_time: '10:00' });
    expect(moved.body).toContain('2 Dec');
    expect((await screens.ask(noor, at(`/visits/${visit}`))).body).toContain('2 Dec');
    expect((await answer(packet, 'not_attended')).status).toBe(400);
    expect((await answer(packet, 'not_attended', { reason: 'transport' })).status).toBe(200);
    expect((await screens.ask(noor, at(`/visits/${visit}`))).body).toContain('did not go');
  });

  it('a no, or what was taken back, leads back to the list and stands there no more', async () => {
    const declined = await lies();
    await answer(declined, 'open');
    expect((await answer(declined, 'decline')).status).toBe(400);
    const no = await answer(declined, 'decline', { reason: 'full' });
    expect([no.status, no.body.includes(`/visits/${declined}`)]).toEqual([200, false]);
    const back = await lies();
    const [row] = await rows<{ referral_id: string; changes: number }>(
      `select referral_id, changes from ${room}.referral where packet_id = $1`,
      [back],
    );
    const withdraw = { visit, step: 'withdraw', changes: String(row?.changes) };
    await screens.ask(noor, at(`/steps/${row?.referral_id ?? ''}`), withdraw);
    const gone = await screens.ask(mara, at(`/visits/${back}`));
    expect(gone.body).toContain('Delete what you wrote down of it');
    const late = await answer(back, 'accept');
    expect(late.status).toBeGreaterThanOrEqual(400);
    const deleted = await answer(back, 'deleted');
    expect([deleted.status, deleted.body.includes(`/visits/${back}`)]).toEqual([200, false]);
    expect((await screens.ask(mara, at(`/visits/${back}`))).status).toBe(404);
  });

  it('is said whole in each language of the console, and there for nobody else', async () => {
    const packet = await lies();
    for (const step of ['', 'open', 'accept']) {
      if (step) await answer(packet, step);
      for (const language of ['en', 'fr', 'es', 'ar', 'uk', 'pt'])
        for (const [who, path] of [
          [mara, ''],
          [mara, `/visits/${packet}`],
          [noor, `/visits/${visit}`],
        ] as const) {
          const { status, body } = await screens.ask(who, at(path), undefined, language);
          expect([language, path, status]).toEqual([language, path, 200]);
          expect(
            body.match(/(path|nav|told|space|ticket|referral)\.[a-z]+_?[a-z]*(?=[<"\s])/g),
          ).toBeNull();
        }
    }
    for (const who of [noor, idil]) {
      expect((await screens.ask(who, at(`/visits/${packet}`))).status).toBe(404);
      const fields = { visit: packet, received: 'true', step: 'received' };
      expect((await screens.ask(who, at(`/steps/${packet}`), fields)).status).toBe(404);
      expect((await screens.ask(who, at())).body).not.toContain('data-received');
    }
  });
});
