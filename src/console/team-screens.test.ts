/** The screens of the team and of a point, asked over HTTP against the real database: what they show, do and refuse. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../desk/operation.ts';
import { anyOperation } from '../desk/testing.ts';
import type { Worker } from '../firewall/index.ts';
import { buildServer } from '../http/server.ts';
import { peopleRoutes } from '../people/index.ts';
import { peopleHouse, type PeopleHouse } from '../people/testing.ts';
import { loadLook } from '../site/index.ts';
import { COOKIE } from '../staff/index.ts';
import { ORIGIN, staffDoorOf } from '../staff/testing.ts';
import { owner, POINT, type Tablet } from '../sync/testing.ts';
import { consoleRoutes } from './index.ts';
import { dayLater, mondayOf } from './wall-clock.ts';

let people: PeopleHouse;
let app: FastifyInstance;
let admin: Worker;
let marta: Worker;
const ZONE = 'Europe/Lisbon';
const today = new Date().toISOString().slice(0, 10);
const TEXT = 'We help by need alone and tell nobody outside what we hear. '.repeat(3).trim();

beforeAll(async () => {
  people = await peopleHouse();
  const { house } = people;
  const door = staffDoorOf(house);
  const secret = (label: string) => house.kept.keystore.derived(label);
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(peopleRoutes, { door, secret });
  await app.register(consoleRoutes, {
    door,
    secret,
    steps: house.door.steps,
    now: () => house.clock.now,
    origin: ORIGIN,
    name: 'Harbour hub',
    look: loadLook(),
    timeZone: ZONE,
  });
  admin = await people.worker('administrator');
  marta = await people.worker('point_manager');
});
beforeEach(() => {
  people.house.kept.clock.now = people.house.clock.now = Date.now();
  people.house.forget();
});
afterAll(async () => {
  await app.close();
  await people.close();
});

type Shown = { status: number; body: string; text: string };
async function ask(
  who: Worker,
  url: string,
  fields?: Record<string, string | string[]>,
  language = 'en',
): Promise<Shown> {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields ?? {}))
    for (const one of [value].flat()) form.append(name, one);
  const answer = await app.inject({
    method: fields ? 'POST' : 'GET',
    url,
    headers: {
      cookie: `${COOKIE}=${who.session}`,
      'accept-language': language,
      ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(fields ? { payload: form.toString() } : {}),
  });
  const main = answer.body.replace(/^[\s\S]*<main/, '<main');
  const text = main
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/[\u2066-\u2069]/g, '')
    .replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/\s+/g, ' ');
  return { status: answer.statusCode, body: answer.body, text };
}
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
  const monday = mondayOf(dayLater(today, 7));
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
      valid_until: dayLater(today, 9),
    };
    expect((await ask(admin, `/staff/access/${admin.actor}/training`, own)).status).toBe(403);
    const wrong = await ask(admin, `/staff/access/${people.yonas.actor}/training`, {
      ...own,
      valid_until: today,
    });
    expect([wrong.status, wrong.text.includes('later than the day')]).toEqual([400, true]);
    const health = { ...own, course: 'health_worker', subjects: ['culture', 'law'] };
    const kept = await ask(admin, `/staff/access/${people.yonas.actor}/training`, health);
    expect(kept.text).toContain('Culture, Law');
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
    const other = shift({ starts: '23:00', ends: '01:00' });
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

describe('whoever leads a point', () => {
  let made = 900;
  const walkIn = (at: Tablet, more: Partial<Operation> = {}): Operation => {
    const op = anyOperation(++made);
    const visit = randomUUID();
    const now = new Date().toISOString();
    const events = op.events.map((event) => ({
      ...event,
      at: now,
      event_id: v7(),
      visit_id: visit,
    }));
    return {
      ...op,
      op_id: v7(),
      device_id: at.device,
      point_id: POINT,
      made_at: now,
      events,
      ...more,
    };
  };
  const waits = async (tablet: Tablet): Promise<Operation> => {
    const op = walkIn(tablet);
    await tablet.send([{ sealed: await tablet.seal(op), for_manager: true }]);
    return op;
  };

  it('takes work that waited, or does not, with a reason that its tablet hears', async () => {
    expect((await ask(marta, '/staff/point/held')).text).toContain('Nothing waits.');
    const [first, second] = [await waits(people.near), await waits(people.near)];
    const screen = await ask(marta, '/staff/point/held');
    expect(screen.text).toContain('2 pieces wait, the oldest first');
    expect(screen.text).toContain('The worker asked that you decide.');
    expect(screen.text).toContain(`Tablet ${people.near.device.slice(0, 4)}`);
    expect(screen.text).toContain('a visit');
    for (const event of first.events) expect(screen.body).not.toContain(JSON.stringify(event.body));
    expect((await ask(marta, '/staff/point')).text).toContain('2 pieces of work wait for you');
    const taken = await ask(marta, `/staff/point/held/${first.op_id}`, { decision: 'admitted' });
    expect(taken.text).toContain('Decided.');
    expect(
      await owner(people, 'select distinct actor_id from casework.event where op_id = $1', [
        first.op_id,
      ]),
    ).toEqual([{ actor_id: people.yonas.actor }]);
    const bare = await ask(marta, `/staff/point/held/${second.op_id}`, { decision: 'dropped' });
    expect([bare.status, bare.text.includes('the reason')]).toEqual([400, true]);
    await ask(marta, `/staff/point/held/${second.op_id}`, { decision: 'dropped', why: 'not_so' });
    const told = await people.app.inject({
      method: 'POST',
      url: '/api/desk/held',
      headers: people.near.headers,
      payload: { ops: [first.op_id, second.op_id] },
    });
    expect(told.json()).toMatchObject({
      decided: expect.arrayContaining([
        { op_id: second.op_id, decision: 'dropped', why: 'not_so' },
        { op_id: first.op_id, decision: 'admitted', why: null },
      ]) as unknown,
    });
    expect(
      (await ask(marta, `/staff/point/held/${first.op_id}`, { decision: 'admitted' })).status,
    ).toBe(404);
  });

  it('takes a lost tablet out of use: it hears nothing any more but to forget', async () => {
    const lost = await people.tablet(people.sara);
    const screen = await ask(marta, '/staff/point/devices');
    expect(screen.text).toContain(`Tablet ${lost.device.slice(0, 4)}`);
    const gone = await ask(marta, `/staff/point/devices/${lost.device}/loss`, {});
    expect(gone.text).toContain('Taken out of use.');
    const answer = await people.app.inject({ url: '/api/desk/start', headers: lost.headers });
    expect([answer.statusCode, answer.json()]).toMatchObject([
      410,
      { wipe: { device_id: lost.device } },
    ]);
    expect((await ask(marta, `/staff/point/devices/${lost.device}/loss`, {})).status).toBe(404);
  });

  it('tells a tablet that was silent for a day from one that was silent for three', async () => {
    const at = (days: number): string =>
      `update staff.device set registered_at = now() - interval '${days} days' where device_id = $1`;
    const quiet = await people.tablet(people.sara);
    await owner(people, at(2), [quiet.device]);
    expect((await ask(marta, '/staff/point')).text).toContain('1 tablet silent for a day');
    expect((await ask(marta, '/staff/point/devices')).text).toContain('ask where it is');
    await owner(people, at(4), [quiet.device]);
    expect((await ask(marta, '/staff/point/devices')).text).toContain(
      'find it, or say that it is lost',
    );
    await ask(marta, `/staff/point/devices/${quiet.device}/loss`, {});
  });

  it('sees what is missing: spaces, and what was needed and not there', async () => {
    const gap = walkIn(people.near);
    const met = { ...gap.events[0], kind: 'gap_met', event_id: v7(), body: { gap: 'language' } };
    await people.near.send([{ op: { ...gap, events: [...gap.events, met] } }]);
    const { text } = await ask(marta, '/staff/point/gaps');
    expect(text).toContain('Nobody spoke the language');
    expect(text).toContain('Women and children');
  });

  it('joins two records only as a second person, and takes it back', async () => {
    const a = await people.somebody({ name: 'Selam Tesfay' });
    const b = await people.somebody({ name: 'Salam Tesfai' });
    const propose = { link_id: randomUUID(), a: a.subject, b: b.subject, evidence: 'person_says' };
    await people.ask('/api/links', propose);
    const screen = await ask(marta, '/staff/point/twice');
    expect(screen.text).toContain('Selam Tesfay and Salam Tesfai');
    const joined = await ask(marta, `/staff/point/twice/links/${propose.link_id}`, {});
    expect(joined.text).toContain('Joined. You can take it back.');
    const apart = await ask(marta, `/staff/point/twice/links/${propose.link_id}/undo`, {
      reason: 'mistake',
    });
    expect(apart.text).toContain('They are apart.');
    expect((await ask(marta, `/staff/point/twice/links/${propose.link_id}`, {})).status).toBe(404);
  });

  it('shows names that came in without the question, and leaves apart or proposes what was compared', async () => {
    const name = 'Yodit Haile';
    const [first, second] = [await people.somebody({ name }), await people.somebody({ name })];
    const url = `/staff/point/twice/${POINT}`;
    const screen = await ask(marta, url);
    expect(screen.text).toContain('Is it one of these?');
    expect(screen.text).toContain(name);
    const possible = (subject: string, other: string) =>
      ask(marta, `${url}/possible`, { subject, other, link_id: randomUUID() });
    expect((await possible(randomUUID(), '')).status).toBe(404);
    const asked = [first, second].find(({ subject }) =>
      screen.body.includes(`name="subject" value="${subject}"`),
    );
    const other = asked === first ? second : first;
    const proposed = await possible(asked?.subject ?? '', other.subject);
    expect(proposed.text).toContain('Decided. A joining waits for a second person.');
    expect(proposed.text).toContain(`${name} and ${name}`);
    expect(proposed.text).toContain('You proposed it: a colleague has to confirm.');
    expect(proposed.body).not.toContain(`name="subject" value="${asked?.subject ?? ''}"`);
  });

  it('closes the days with three counts that agree with the tablet’s own', async () => {
    const quiet = await ask(marta, `/staff/point/days/${POINT}`);
    const count = (screen: Shown, label: string): number =>
      Number(new RegExp(`<dt>${label}</dt><dd class="num">(\\d+)`).exec(screen.body)?.[1]);
    const before = { items: count(quiet, 'Items'), visits: count(quiet, 'Visits') };
    const op = walkIn(people.near);
    const given = {
      ...op.events[0],
      kind: 'service_given',
      event_id: v7(),
      body: { service_code: 'items.package', item_code: 'blanket', quantity: 3 },
    };
    const closed = {
      ...given,
      kind: 'point_closed',
      event_id: v7(),
      body: { counted_by: people.sara.actor },
    };
    const { visit_id: _, ...closing } = closed;
    const sent = await people.near.send([
      { op: { ...op, events: [...op.events, given, closing] } },
    ]);
    expect(sent.verdicts).toMatchObject([{ result: 'recorded' }]);
    const after = await ask(marta, `/staff/point/days/${POINT}`);
    const names = [people.yonas, people.sara].map(
      ({ actor }) => `select display_name from staff.account where account_id = '${actor}'`,
    );
    const [by, second] = (await Promise.all(names.map((sql) => owner(people, sql)))).map(([row]) =>
      String(row?.['display_name']),
    );
    expect(count(after, 'Items')).toBe(before.items + 3);
    expect(count(after, 'Visits')).toBe(before.visits + 1);
    expect(after.text).toContain('blankets: ');
    expect(after.text).toMatch(new RegExp(`by ${by} , counted with ${second}`));
    expect((await ask(marta, `/staff/point/days/${randomUUID()}`)).status).toBe(404);
  });

  it('is a manager: nobody at the desk sees these screens or decides', async () => {
    const op = await waits(people.near);
    for (const path of ['', '/held', '/gaps', '/twice', '/days'])
      expect([path, (await ask(people.yonas, `/staff/point${path}`)).status]).toEqual([path, 404]);
    const drop = { decision: 'dropped', why: 'other' };
    expect((await ask(people.yonas, `/staff/point/held/${op.op_id}`, drop)).status).toBe(404);
    expect((await ask(admin, '/staff/point/held')).status).toBe(404);
    await ask(marta, `/staff/point/held/${op.op_id}`, drop);
  });
});

it('every screen speaks each language of the console, and an answer to a form leads back to a screen', async () => {
  for (const language of ['fr', 'es', 'ar'])
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
