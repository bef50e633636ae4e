/** Who may interpret, in which order, and when somebody rests: the rule, and the real database. */
import { daysAfter } from '../languages/days.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addOrganisation } from '../firewall/context/testing.ts';
import { owner } from '../sync/testing.ts';
import { addAccount, grantRole, recordTraining } from './accounts.ts';
import { type Candidate, offersFor } from './interpreters.ts';
import { teamStand, type TeamStand } from './team-testing.ts';

let stand: TeamStand;
let desk: TeamStand['desk'];
let admin: TeamStand['admin'];
let yonas: TeamStand['yonas'];
let ask: TeamStand['ask'];
beforeAll(async () => {
  stand = await teamStand();
  ({ desk, admin, yonas, ask } = stand);
});
beforeEach(() => stand.wind());
afterAll(() => stand.close());

const day = new Date().toISOString().slice(0, 10);

describe('interpreters', () => {
  const one = (account: string, more: Partial<Candidate> = {}): Candidate => ({
    account,
    name: account,
    languages: ['ti'],
    gender: 'woman',
    qualification: null,
    settings: [],
    here: true,
    away: [],
    ...more,
  });
  const qualified = { qualification: 'qualified', settings: ['room', 'phone'] } as const;
  const lay = { qualification: 'lay', settings: ['room', 'video'] } as const;

  it('are offered in order: qualified, trained, colleagues; rest, vetoes, sex and setting count', () => {
    const all = [one('staff'), one('lay', lay), one('qualified', qualified)];
    const wish = { tags: ['ti'], setting: 'room' } as const;
    const names = (list: Candidate[], more: object = {}) =>
      offersFor(list, { ...wish, ...more }).offers.map(({ account }) => account);
    expect(names(all)).toEqual(['qualified', 'lay', 'staff']);
    for (const away of ['resting', 'busy', 'not_wanted'])
      expect(names([...all.slice(0, 2), one('qualified', { ...qualified, away: [away] })])).toEqual(
        ['lay', 'staff'],
      );
    expect(names(all, { setting: 'video' })).toEqual(['lay', 'staff']);
    expect(
      names([one('he', { gender: 'man' }), one('unsaid', { gender: null })], { same_sex: 'woman' }),
    ).toEqual([]);
    expect(
      names([one('other', { languages: ['ar-MA'] }), one('same', { languages: ['ar-IQ'] })], {
        tags: ['ar-IQ'],
      }),
    ).toEqual(['same', 'other']);
  });

  it('say what was missing when nobody is there, and whether it goes by telephone', () => {
    const wish = { tags: ['ti'], setting: 'room' } as const;
    expect(offersFor([one('a', { languages: ['so'] })], wish)).toMatchObject({ gap: 'language' });
    expect(offersFor([one('a', { gender: 'man' })], { ...wish, same_sex: 'woman' })).toMatchObject({
      gap: 'same_sex',
    });
    const far = one('far', { ...qualified, here: false });
    expect(offersFor([far], wish)).toEqual({ offers: [], gap: 'interpreter', remote: true });
  });

  it('rest a day after a hard talk, and are not sent where they are not wanted', async () => {
    const account = randomUUID();
    const join = { account_id: account, login: 'liya', display_name: 'Liya', languages: ['ti'] };
    await addAccount(desk.house.door, admin, join);
    for (const course of ['code_of_conduct', 'data_protection'])
      await recordTraining(desk.house.door, admin, account, {
        course,
        hours: 4,
        passed_on: daysAfter(day, -1),
        valid_until: daysAfter(day, 300),
      });
    await grantRole(desk.house.door, admin, account, { role: 'interpreter' });
    await ask('POST', admin, '/api/staff/team/interpreters', {
      account,
      qualification: 'qualified',
      settings: ['phone'],
    });
    const visit = randomUUID();
    const offers = async (more = '') =>
      (await ask('GET', yonas, `/api/desk/interpreters?tags=ti&setting=phone${more}`)).body;
    expect(await offers()).toMatchObject({ offers: [{ account, kind: 'qualified' }], gap: null });
    await ask('POST', yonas, '/api/desk/interpreters/vetoes', { visit_id: visit, account });
    expect(await offers(`&visit=${visit}`)).toMatchObject({ offers: [], gap: 'interpreter' });
    const book = (booking_id: string, visit_id = randomUUID()) =>
      ask('POST', yonas, '/api/desk/interpreters/bookings', {
        booking_id,
        account,
        visit_id,
        setting: 'phone',
        sensitive: true,
      });
    expect((await book(randomUUID(), visit)).body).toMatchObject({ field: 'interpreter_is_free' });
    const booking = randomUUID();
    expect((await book(booking)).status).toBe(201);
    const move = (state: string) =>
      ask('POST', yonas, `/api/desk/interpreters/bookings/${booking}`, { state });
    await move('accepted');
    expect(await offers()).toMatchObject({ offers: [] });
    expect((await move('ended')).status).toBe(200);
    expect((await move('joined')).status).toBe(404);
    expect(await offers()).toMatchObject({ offers: [], gap: 'interpreter' });
    expect((await book(randomUUID())).body).toMatchObject({ field: 'interpreter_is_free' });
    await owner(
      desk,
      "update staff.interpreter_booking set ended_at = ended_at - interval '24 hours 1 second'",
    );
    expect(await offers()).toMatchObject({ offers: [{ account }] });
  });

  it('stand behind consent: nothing is marked informed without a shared language or one of them', async () => {
    const to = await addOrganisation(desk.house.database, { kind: 'health' });
    const grant = (shared: boolean, ref: string | null) =>
      owner(
        desk,
        `insert into consent.record (grant_id, subject, from_org, to_org, purpose_id, categories, notice_id, notice_version, notice_lang, explained,
           shared_language, interpreter_ref, given, given_at, not_after)
         values (gen_random_uuid(), gen_random_uuid(), $1, $4, 'referral.send', '{need}', 'referral', 1, 'ti', 'interpreted', $2, $3, 'mark', now(), now() + interval '1 day')`,
        [desk.house.org, shared, ref, to],
      );
    await expect(grant(false, null)).rejects.toMatchObject({ code: 'bad_input' });
    await expect(grant(false, randomUUID())).resolves.toEqual([]);
    await expect(grant(true, null)).resolves.toEqual([]);
  });
});
