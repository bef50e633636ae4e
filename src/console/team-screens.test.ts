/** The screens of one's own work and of the team, asked over HTTP against the real database: what they show, do and refuse. */
import { daysAfter } from '../languages/days.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Worker } from '../firewall/index.ts';
import type { PeopleHouse } from '../people/testing.ts';
import { owner, POINT } from '../sync/testing.ts';
import { consoleHouse, type ConsoleHouse, type Shown } from './testing.ts';
import { mondayOf } from './wall-clock.ts';

const today = new Date().toISOString().slice(0, 10);
const TEXT = 'We help by need alone and tell nobody outside what we hear. '.repeat(3).trim();
let house: ConsoleHouse;
let people: PeopleHouse;
let admin: Worker;
let marta: Worker;
let ask: ConsoleHouse['ask'];
beforeAll(async () => {
  house = await consoleHouse();
  ({ people, admin, marta, ask } = house);
});
beforeEach(() => house.renew());
afterAll(() => house.close());

/** The value of a hidden field, or of a control's address, in what was shown. */
const found = ({ body }: Shown, pattern: RegExp): string => pattern.exec(body)?.[1] ?? '';

describe('my work', () => {
  it('shows what is open and what is missing, with hours and subjects of a curriculum', async () => {
    const rosa = await people.worker('health_worker');
    const screen = await ask(rosa, '/staff/mine');
    expect(screen.status).toBe(200);
    expect(screen.text).toContain(
      'Health worker closed. Missing: hours of “Health worker, 40 hours”',
    );
    expect(screen.text).toContain('4 of 40 hours');
    expect(screen.text).toContain('0 of 8 subjects');
    expect(screen.text).toContain('Together 8 hours in force');
    const yonas = await ask(people.yonas, '/staff/mine');
    expect(yonas.text).toMatch(/Desk (open until|closes after)/);
  });

  it('says that I am here and that I leave, at a point that there is', async () => {
    const before = await ask(people.yonas, '/staff/mine');
    const presence_id = found(before, /name="presence_id" value="([^"]+)"/);
    const here = { presence_id, point_id: POINT, here: 'true' };
    expect((await ask(people.yonas, '/staff/mine/presence', here)).text).toContain(
      'You are here: Harbour hub',
    );
    expect((await ask(marta, '/staff/point')).text).toContain('1 person here');
    const elsewhere = await ask(people.yonas, '/staff/mine/presence', {
      ...here,
      point_id: randomUUID(),
    });
    expect(elsewhere.status).toBe(400);
    const left = { presence_id: randomUUID(), point_id: POINT, here: 'false' };
    expect((await ask(people.yonas, '/staff/mine/presence', left)).text).toContain('I am here');
  });

  it('asks to sign a code that can be read, in the language in which it was read, and keeps the earlier ones', async () => {
    expect((await ask(people.yonas, '/staff/mine/conduct')).text).toContain(
      'no code of conduct yet',
    );
    const draft = await ask(admin, '/staff/team/conduct');
    expect(draft.text).toContain('I help by need only');
    const short = await ask(admin, '/staff/team/conduct', { sure: 'true', text_en: 'Be kind.' });
    expect([short.status, short.text.includes('at least 100 letters')]).toEqual([400, true]);
    expect(short.body).toContain('>Be kind.</textarea>');
    const texts = { sure: 'true', text_en: TEXT, text_ar: `${TEXT} (ar)`, text_fr: '' };
    const published = await ask(admin, '/staff/team/conduct', texts);
    expect(published.text).toContain('Published.');
    expect(published.text).toMatch(/Signed by 0 of \d+/);
    expect((await ask(people.yonas, '/staff/mine')).text).toContain('You have not signed');
    const arabic = await ask(people.yonas, '/staff/mine/conduct', undefined, 'ar');
    expect(arabic.body).toContain('class="letter" lang="ar" dir="rtl"');
    expect((await ask(people.yonas, '/staff/mine/conduct/1/en')).text).toContain(
      'We help by need alone',
    );
    const unread = await ask(people.yonas, '/staff/mine/conduct', { version: '1', lang: 'en' });
    expect([unread.status, unread.text.includes('the tick that you have read it')]).toEqual([
      400,
      true,
    ]);
    const sign = { version: '1', lang: 'ar', read: 'true' };
    const signed = await ask(people.yonas, '/staff/mine/conduct', sign);
    expect(signed.text).toContain('read in Arabic');
    expect(signed.body).not.toContain('name="read"');
    await ask(admin, '/staff/team/conduct', { sure: 'true', text_en: `${TEXT} Two.` });
    const newer = await ask(people.yonas, '/staff/mine/conduct');
    expect(newer.text).toContain('Version 2');
    expect(newer.text).toContain('Version 1');
    expect((await ask(people.yonas, '/staff/mine/conduct/1')).text).toContain('You signed it on');
    expect((await ask(people.yonas, '/staff/mine/conduct/3')).status).toBe(404);
    expect((await ask(people.yonas, '/staff/mine/conduct', { ...sign, version: '2' })).status).toBe(
      400,
    );
    await ask(people.yonas, '/staff/mine/conduct', { version: '2', lang: 'en', read: 'true' });
  });

  it('keeps languages, days and what I say of myself, and takes all of it back', async () => {
    expect((await ask(people.yonas, '/staff/mine/languages', { lang: 'ar-SD' })).text).toContain(
      'Arabic (Sudan)',
    );
    await ask(people.yonas, '/staff/mine/languages', { lang: 'ti' });
    const removed = await ask(people.yonas, '/staff/mine/languages/removal', { lang: 'ar-SD' });
    expect([
      removed.text.includes('Tigrinya'),
      /Remove: .?Arabic \(Sudan\)/.test(removed.body),
    ]).toEqual([true, false]);
    const slots = ['1.morning', '7.night'];
    const days = await ask(people.yonas, '/staff/mine/days', { slots });
    expect(days.body.match(/ checked/g)).toHaveLength(2);
    expect((await ask(people.yonas, '/staff/mine/days', { slots: '8.morning' })).status).toBe(400);
    const none = await ask(people.yonas, '/staff/mine/days', {});
    expect([none.status, none.body.includes(' checked')]).toEqual([200, false]);
    const said = await ask(people.yonas, '/staff/mine/self', {
      gender: 'man',
      community: 'from the hills',
    });
    expect(said.body).toContain('value="from the hills"');
    const back = await ask(people.yonas, '/staff/mine/self/removal', {});
    expect(back.text).toContain('Nothing of it is kept');
    expect(await owner(people, 'select account_id from staff.declaration')).toEqual([]);
  });
});

describe('whoever leads the team', () => {
  const monday = mondayOf(daysAfter(today, 7));
  const week = `/staff/team/roster/${POINT}/${monday}`;
  const shift = (more: Record<string, string | string[]> = {}) => ({
    shift_id: randomUUID(),
    day: monday,
    starts: '09:00',
    ends: '13:00',
    ...more,
  });

  it('sees badges, and no way to write down her own training', async () => {
    const screen = await ask(admin, '/staff/team');
    expect(screen.body).toContain(`href="/staff/access/${people.yonas.actor}"`);
    expect(screen.body).not.toContain(`href="/staff/access/${admin.actor}"`);
    const own = {
      course: 'safeguarding',
      hours: '3',
      passed_on: today,
      valid_until: daysAfter(today, 9),
    };
    expect((await ask(admin, `/staff/access/${admin.actor}/training`, own)).status).toBe(403);
    const wrong = await ask(admin, `/staff/access/${people.yonas.actor}/training`, {
      ...own,
      valid_until: today,
    });
    expect([wrong.status, wrong.text.includes('later than the day')]).toEqual([400, true]);
    // What was typed stays, marked, beside how a day is written.
    const none = await ask(admin, `/staff/access/${people.yonas.actor}/training`, {
      ...own,
      valid_until: '31 2 2027',
    });
    expect([none.status, none.text.includes('such as 14 May 2027')]).toEqual([400, true]);
    expect(none.body).toMatch(/name="valid_until" value="31 2 2027"[^>]* aria-invalid="true"/);
    expect(none.body).toContain('name="hours" type="number" value="3"');
    expect(none.body).not.toContain('type="date"');
    const health = { ...own, course: 'health_worker', subjects: ['culture', 'law'] };
    const kept = await ask(admin, `/staff/access/${people.yonas.actor}/training`, health);
    expect(kept.text).toContain('Culture, Law');
  });

  it('adds a colleague and goes on to her; what was refused stays as it was typed', async () => {
    const made = { account_id: randomUUID(), display_name: 'Wilhelmina', login: 'wilhelmina' };
    const again = await ask(admin, '/staff/access', { ...made, login: 'a b' });
    expect(again.status).toBe(400);
    expect(again.body).toContain('name="display_name" type="text" value="Wilhelmina"');
    expect(again.body).toContain('name="login" type="text" value="a b"');
    expect((await ask(admin, '/staff/access', made)).status).toBe(303);
    expect((await ask(admin, `/staff/access/${made.account_id}`)).text).toContain('Wilhelmina');
  });

  it('gives a role at points that are chosen by name, and at none that does not exist', async () => {
    const screen = await ask(admin, `/staff/access/${people.sara.actor}`);
    expect(screen.status).toBe(200);
    const given = await ask(admin, `/staff/access/${people.sara.actor}/roles`, {
      role: 'mediator',
      points: POINT,
    });
    expect(given.text).toContain('Cultural mediator Harbour hub');
    const refused = await ask(admin, `/staff/access/${people.sara.actor}/roles`, {
      role: 'mobile',
      points: randomUUID(),
    });
    expect(refused.status).toBe(400);
  });

  it('plans a week: a shift over midnight, missing languages, services that need two, nobody twice, nobody untrained', async () => {
    const missing = await ask(admin, `${week}/shifts`, {
      ...shift(),
      starts: '02:00',
      ends: '19:00',
    });
    expect([missing.status, missing.text.includes('at most 16 hours')]).toEqual([400, true]);
    expect(missing.body).toContain('name="starts" required value="02:00"');
    // Days in the reader's words and times as everywhere on the page, whatever the browser is set to; typed in any digits.
    expect(missing.body).not.toMatch(/type="(?:date|time)"/);
    expect(missing.body).toContain(`<option value="${monday}" selected>Monday `);
    const none = await ask(admin, `${week}/shifts`, { ...shift(), starts: 'early', ends: '٩٫٠٠' });
    expect([none.status, none.body.includes('value="early"')]).toEqual([400, true]);
    const night = shift({ starts: '22:00', ends: '06:00', languages: ['ti', 'so'] });
    const screen = await ask(admin, `${week}/shifts`, night);
    expect(screen.text).toContain('22:00 to 06:00');
    expect(screen.text).toContain('Nobody here speaks Tigrinya, Somali.');
    const [row] = await owner(
      people,
      'select extract(epoch from ends_at - starts_at) / 3600 as hours from staff.shift where shift_id = $1',
      [night.shift_id],
    );
    expect(Number(row?.['hours'])).toBe(8);
    const put = async (shift_id: string, worker: Worker, role: string) =>
      ask(admin, `${week}/shifts/${shift_id}/people`, { who: `${worker.actor} ${role}` });
    const one = await put(night.shift_id, people.yonas, 'desk');
    expect(one.text).toContain('Nobody here speaks Somali.');
    expect(one.text).toContain('Meals: 1 of 2 needed.');
    expect((await put(night.shift_id, people.sara, 'desk')).text).toContain(
      'May run with them: Meals',
    );
    // Another shift over the same hours.
    const other = shift({ starts: '٢٣:٠٠', ends: '100' });
    await ask(admin, `${week}/shifts`, other);
    const double = await put(other.shift_id, people.yonas, 'desk');
    expect([double.status, double.text.includes('She is in another shift at that time.')]).toEqual([
      409,
      true,
    ]);
    const rosa = await people.worker('health_volunteer');
    const closed = await put(other.shift_id, rosa, 'health_volunteer');
    expect([closed.status, closed.text.includes('On that day the role is closed to her.')]).toEqual(
      [403, true],
    );
    expect(closed.text).toMatch(
      /worker-\d+ , Health volunteer: The role is closed on that day. Missing: hours of/,
    );
    // Two shifts written at once by two programs: the roster tells it all the same.
    await owner(
      people,
      `insert into staff.assignment (shift_id, account_id, org_id, role, assigned_by) values ($1, $2, $3, 'desk', $4)`,
      [other.shift_id, people.yonas.actor, people.house.org, admin.actor],
    );
    expect(
      (await ask(admin, week)).text.match(/In another shift at that time/g)?.length,
    ).toBeGreaterThan(1);
    const out = await ask(admin, `${week}/shifts/${other.shift_id}/removals`, {
      account: people.yonas.actor,
    });
    expect(out.status).toBe(200);
    const gone = await ask(admin, `${week}/shifts/${other.shift_id}/removal`, {});
    expect(gone.body).not.toContain(other.shift_id);
    expect((await ask(people.yonas, '/staff/mine/days')).text).toContain('22:00 to 06:00');
  });

  it('sees languages and interpreters as figures, and names somebody for both', async () => {
    expect((await ask(admin, '/staff/team/languages')).text).toContain('Tigrinya');
    const none = await ask(admin, '/staff/team/interpreters', {
      account: people.yonas.actor,
      qualification: 'lay',
    });
    expect([none.status, none.text.includes('tick at least one')]).toEqual([400, true]);
    const named = await ask(admin, '/staff/team/interpreters', {
      account: people.yonas.actor,
      qualification: 'lay',
      settings: ['room', 'phone'],
    });
    expect(named.text).toContain('trained, without a diploma');
    expect(named.text).toContain('so this does not count');
    const own = { account: admin.actor, qualification: 'lay', settings: 'room' };
    expect((await ask(admin, '/staff/team/interpreters', own)).status).toBe(403);
  });

  it('is an administrator: nobody else sees these screens', async () => {
    for (const path of ['', '/languages', '/interpreters', '/roster'])
      expect([path, (await ask(marta, `/staff/team${path}`)).status]).toEqual([path, 404]);
    expect((await ask(marta, '/staff/mine')).body).not.toContain('href="/staff/team"');
  });
});

it('every screen speaks each language of the console, and an answer to a form leads back to a screen', async () => {
  for (const language of ['fr', 'es', 'ar', 'uk', 'pt'])
    for (const [who, paths] of [
      [
        marta,
        [
          '/staff/mine',
          '/staff/mine/days',
          '/staff/point',
          '/staff/point/held',
          '/staff/point/devices',
          '/staff/point/twice',
          '/staff/point/gaps',
          '/staff/point/days',
        ],
      ],
      [
        admin,
        [
          '/staff/team',
          '/staff/team/roster',
          '/staff/team/languages',
          '/staff/team/interpreters',
          '/staff/team/conduct',
          '/staff/mine/self',
          '/staff/mine/conduct',
        ],
      ],
    ] as const)
      for (const path of paths) {
        const { status, body } = await ask(who, path, undefined, language);
        expect([path, status, body.includes('lang="en-')]).toEqual([path, 200, false]);
        const back = found({ status, body, text: '' }, /name="back" value="([^"]+)"/);
        expect([path, (await ask(who, back)).status]).toEqual([path, 200]);
      }
});
