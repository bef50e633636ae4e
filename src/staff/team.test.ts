/** Roles that open and close by themselves, the team of a point, the roster and interpreters: rules, and the real database. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addOrganisation } from '../firewall/context/testing.ts';
import type { Worker } from '../firewall/index.ts';
import { Problem, problemDetails } from '../http/problem.ts';
import { deskHouse, type DeskHouse, owner, POINT } from '../sync/testing.ts';
import { addAccount, grantRole, recordTraining } from './accounts.ts';
import { CURRICULA, FORM_MODULES, HEALTH_SUBJECTS } from './curricula.ts';
import { COOKIE } from './door.ts';
import { type Candidate, offersFor } from './interpreters.ts';
import { servicesAt } from './presence.ts';
import { dayAfter, missingFor, roleState, type Trained } from './role-state.ts';
import { ROLES, type StaffRole } from './roles.ts';
import { staffRoutes } from './routes/index.ts';
import { ORIGIN, staffDoorOf } from './testing.ts';
import type { Mirror, Team } from './team.ts';

let desk: DeskHouse;
let app: FastifyInstance;
let admin: Worker;
let yonas: Worker;
const now = Date.now();
const day = new Date(now).toISOString().slice(0, 10);
beforeAll(async () => {
  desk = await deskHouse();
  app = Fastify();
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof Problem)) throw error;
    void reply.code(error.status).send(problemDetails(error));
  });
  await app.register(staffRoutes, {
    door: staffDoorOf(desk.house),
    steps: desk.house.door.steps,
    origin: ORIGIN,
    name: 'Wayhouse',
  });
  admin = await desk.worker('administrator');
  yonas = await desk.worker('desk');
});
// The keeper's clock stands still in tests; a slow machine must not outlive its tickets.
beforeEach(() => {
  desk.house.kept.clock.now = desk.house.clock.now = Date.now();
});
afterAll(async () => {
  await app.close();
  await desk.close();
});

const ask = async (method: 'GET' | 'POST', worker: Worker, url: string, payload?: object) => {
  const headers = { cookie: `${COOKIE}=${worker.session}` };
  const answer = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
};
const training = (course: string, passed: number, valid: number, more: object = {}) => ({
  course,
  hours: 8,
  subjects: [],
  passed_on: dayAfter(day, passed),
  valid_until: dayAfter(day, valid),
  ...more,
});
const trained = (...list: ReturnType<typeof training>[]): Trained => ({
  created_on: dayAfter(day, -400),
  training: list,
  signed: [],
});

describe('a role', () => {
  const grant = { role: 'desk', course: 'code_of_conduct', until_ms: null };
  it('is open until the first thing that it needs is over, and closed the day after, by itself', () => {
    const who = trained(training('code_of_conduct', -10, 9), training('data_protection', -10, 400));
    expect(roleState(who, grant, null, day)).toEqual({ state: 'active', until: dayAfter(day, 9) });
    expect(roleState(who, grant, null, dayAfter(day, 10))).toEqual({
      state: 'locked',
      missing: ['course:code_of_conduct'],
    });
    // Said to be good for longer than a year: it is not.
    const renewed = trained(
      training('code_of_conduct', -10, 3000),
      training('data_protection', -364, 400),
    );
    expect(roleState(renewed, grant, null, day)).toEqual({ state: 'active', until: day });
    expect(missingFor(renewed, grant, null, dayAfter(day, 1))).toEqual(['module:data_protection']);
  });

  it('of health work opens with its hours and all eight subjects, from whatever courses', () => {
    const health = { role: 'health_worker', course: 'health_worker', until_ms: null };
    const module = training('data_protection', -1, 100);
    const half = training('health_worker', -5, 50, { hours: 20, subjects: HEALTH_SUBJECTS });
    expect(missingFor(trained(module, half), health, null, day)).toEqual(['hours:health_worker']);
    const rest = training('health_worker', -4, 20, { hours: 20 });
    expect(roleState(trained(module, half, rest), health, null, day)).toEqual({
      state: 'active',
      until: dayAfter(day, 20),
    });
    const seven = training('health_worker', -5, 50, {
      hours: 40,
      subjects: HEALTH_SUBJECTS.slice(1),
    });
    expect(missingFor(trained(module, seven), health, null, day)).toEqual(['subject:culture']);
    const twenty = training('health_volunteer', -5, 50, { hours: 19.5, subjects: HEALTH_SUBJECTS });
    expect(
      missingFor(
        trained(module, twenty),
        { role: 'health_volunteer', course: 'health_volunteer' },
        null,
        day,
      ),
    ).toEqual(['hours:health_volunteer']);
  });

  it('leaves thirty days to sign a new code of conduct, and none to who came after it', () => {
    const who = trained(
      training('code_of_conduct', -100, 300),
      training('data_protection', -100, 300),
    );
    const conduct = { version: 2, published_on: dayAfter(day, -29) };
    expect(roleState(who, grant, conduct, day)).toEqual({ state: 'active', until: day });
    expect(missingFor(who, grant, conduct, dayAfter(day, 1))).toEqual(['conduct:2']);
    expect(missingFor({ ...who, signed: [2] }, grant, conduct, dayAfter(day, 1))).toEqual([]);
    expect(missingFor({ ...who, created_on: day }, grant, conduct, day)).toEqual(['conduct:2']);
  });

  it('is judged alike by the program and by the database that lets people in', async () => {
    const some = Object.keys(ROLES).filter((role) =>
      ['desk', 'volunteer', 'health_worker', 'health_volunteer', 'clinician', 'child'].includes(
        role,
      ),
    ) as StaffRole[];
    const account = randomUUID();
    await addAccount(desk.house.door, admin, {
      account_id: account,
      login: 'any-one',
      display_name: 'Anyone',
    });
    const row = fc.record({
      course: fc.constantFrom(
        'code_of_conduct',
        'data_protection',
        'health_worker',
        'health_volunteer',
        'child_protection',
      ),
      hours: fc.constantFrom(8, 20, 40),
      subjects: fc.constantFrom([], [...HEALTH_SUBJECTS], HEALTH_SUBJECTS.slice(0, 4)),
      passed: fc.integer({ min: -800, max: 20 }),
      length: fc.integer({ min: 1, max: 900 }),
    });
    const world = fc.record({
      rows: fc.uniqueArray(row, { maxLength: 6, selector: (one) => `${one.course} ${one.passed}` }),
      conduct: fc.option(
        fc.record({ published: fc.integer({ min: -60, max: 0 }), signed: fc.boolean() }),
      ),
      made: fc.integer({ min: -100, max: 0 }),
      role: fc.constantFrom(...some),
      later: fc.integer({ min: 0, max: 60 }),
    });
    // Signed here by the owner of the database, for whom no trigger asks who is signed in.
    await owner(desk, 'alter table staff.conduct_signed disable trigger for_oneself');
    let open = 0;
    await fc.assert(
      fc.asyncProperty(world, async ({ rows, conduct, made, role, later }) => {
        const list = rows.map(({ course, hours, subjects, passed, length }) => ({
          ...training(course, passed, passed + length),
          hours,
          subjects,
        }));
        const created_on = dayAfter(day, made);
        const course = (ROLES[role] as { course?: string }).course ?? null;
        await owner(desk, 'delete from staff.training where account_id = $1', [account]);
        await owner(desk, 'delete from staff.conduct_signed');
        await owner(desk, 'delete from staff.conduct_code');
        await owner(desk, 'update staff.account set created_at = $2::date where account_id = $1', [
          account,
          created_on,
        ]);
        await owner(
          desk,
          `insert into staff.training (org_id, account_id, course, hours, subjects, passed_on, valid_until, recorded_by)
           select $1, $2, x.course, x.hours, x.subjects, x.passed_on, x.valid_until, gen_random_uuid()
           from jsonb_to_recordset($3) x(course text, hours numeric, subjects text[], passed_on date, valid_until date)`,
          [desk.house.org, account, JSON.stringify(list)],
        );
        if (conduct) {
          await owner(
            desk,
            'insert into staff.conduct_code (org_id, version, published_on, published_by) values ($1, 3, $2, $3)',
            [desk.house.org, dayAfter(day, conduct.published), account],
          );
          if (conduct.signed)
            await owner(
              desk,
              `insert into staff.conduct_signed (account_id, org_id, version, lang) values ($1, $2, 3, 'en')`,
              [account, desk.house.org],
            );
        }
        const when = dayAfter(day, later);
        const [row] = await owner(desk, 'select fw.role_missing($1, $2, $3, $4, $5) as missing', [
          account,
          desk.house.org,
          role,
          course,
          when,
        ]);
        const mine = missingFor(
          { created_on, training: list, signed: conduct?.signed ? [3] : [] },
          { role, course },
          conduct ? { version: 3, published_on: dayAfter(day, conduct.published) } : null,
          when,
        );
        if (mine.length === 0) open += 1;
        expect(mine).toEqual(row?.['missing']);
      }),
      { numRuns: 60 },
    );
    expect(open).toBeGreaterThan(0);
    await owner(desk, 'delete from staff.conduct_signed');
    await owner(desk, 'delete from staff.conduct_code');
    await owner(desk, 'alter table staff.conduct_signed enable trigger for_oneself');
  }, 120_000);

  it('has the same curricula and modules in the program and in the database', async () => {
    expect(
      await owner(
        desk,
        'select role, course, hours::int, subjects from fw.role_requirement order by role',
      ),
    ).toEqual(Object.entries(CURRICULA).map(([role, one]) => ({ role, ...one })));
    const forms = Object.entries(ROLES).flatMap(([role, { purposes }]) =>
      purposes.flatMap((form) =>
        FORM_MODULES[form] ? [`${role} ${form} ${FORM_MODULES[form]}`] : [],
      ),
    );
    const rows = await owner(desk, 'select role, form, course from fw.role_form');
    expect(
      rows.map((row) => [row['role'], row['form'], row['course']].join(' ')).toSorted(),
    ).toEqual(forms.toSorted());
  });
});

describe('at the desk', () => {
  it('shows the team with the end of each role; a training that ends shuts the desk to her by itself', async () => {
    const { body } = await ask('GET', yonas, `/api/desk/team?point=${POINT}`);
    const { team } = body as unknown as Team;
    expect(team.find(({ account }) => account === yonas.actor)).toMatchObject({
      roles: [{ role: 'desk', locked: false, missing: [] }],
    });
    const sara = await desk.worker('desk');
    expect((await ask('GET', sara, `/api/desk/team?point=${POINT}`)).status).toBe(200);
    await owner(
      desk,
      "update staff.training set valid_until = current_date - 1, passed_on = current_date - 9 where account_id = $1 and course = 'data_protection'",
      [sara.actor],
    );
    desk.house.forget();
    expect((await ask('GET', sara, `/api/desk/team?point=${POINT}`)).status).toBe(404);
    const again = (await ask('GET', yonas, `/api/desk/team?point=${POINT}`))
      .body as unknown as Team;
    expect(again.team.find(({ account }) => account === sara.actor)?.roles).toEqual([
      { role: 'desk', locked: true, until: null, missing: ['module:data_protection'] },
    ]);
    // Nobody at the desk sees who said what of herself.
    expect(JSON.stringify(again)).not.toContain('community');
  });

  it('pauses what needs two the moment one of them leaves, and each says only for herself', async () => {
    const hana = await desk.worker('desk');
    const state = async () =>
      (
        (await ask('GET', yonas, `/api/desk/team?point=${POINT}`)).body as unknown as Team
      ).services.find(({ service }) => service === 'food.meal');
    const say = (worker: Worker, here: boolean) =>
      ask('POST', worker, '/api/staff/roster/presence', {
        presence_id: randomUUID(),
        point_id: POINT,
        here,
      });
    expect(await state()).toMatchObject({ state: 'paused', present: 0, paused_at: null });
    await say(yonas, true);
    expect(await state()).toMatchObject({ state: 'paused', present: 1 });
    await say(hana, true);
    expect(await state()).toMatchObject({ state: 'may_run', present: 2 });
    expect((await say(hana, false)).status).toBe(200);
    const paused = await state();
    expect(paused).toMatchObject({ state: 'paused', present: 1 });
    expect(Math.abs(Date.now() - Number(paused?.paused_at))).toBeLessThan(60_000);
  });

  it('counts each person once, and knows since when', () => {
    const one = { account: 'a', roles: ['shelter'], came: 100, left: null };
    const two = { account: 'b', roles: ['shelter'], came: 200, left: 300 };
    const twice = { ...one, came: 150 };
    const at = (ms: number, list = [one, two]) =>
      servicesAt(list, ms).find(({ service }) => service === 'shelter.night');
    expect(at(250)).toMatchObject({ state: 'may_run' });
    expect(at(300)).toMatchObject({ state: 'paused', paused_at: 300, present: 1 });
    expect(at(250, [one, twice])).toMatchObject({ state: 'paused', present: 1 });
    expect(at(250, [one, { ...two, roles: ['desk'] }])).toMatchObject({ state: 'paused' });
  });
});

describe('whoever leads the team', () => {
  it('publishes a code that each signs for herself, in a language', async () => {
    const texts = ['ti', 'en'].map((lang) => ({
      lang,
      body: `${lang}: ${'we stand by you. '.repeat(8)}`,
    }));
    const { body } = await ask('POST', admin, '/api/staff/team/conduct', { texts });
    expect(body).toEqual({ version: 1 });
    const sign = { version: 1, lang: 'ti' };
    expect((await ask('POST', yonas, '/api/staff/team/conduct/signature', sign)).status).toBe(201);
    const wrong = { version: 9, lang: 'ti' };
    expect(
      (await ask('POST', yonas, '/api/staff/team/conduct/signature', wrong)).body,
    ).toMatchObject({
      code: 'conflict',
    });
    expect(await owner(desk, 'select account_id, lang from staff.conduct_signed')).toEqual([
      { account_id: yonas.actor, lang: 'ti' },
    ]);
    const unread = { version: 1, lang: 'so' };
    const refused = await ask('POST', yonas, '/api/staff/team/conduct/signature', unread);
    expect([refused.status, refused.body['errors']]).toEqual([
      400,
      [{ field: 'lang', expected: 'one of en, ti' }],
    ]);
    expect((await ask('GET', yonas, '/api/staff/team/conduct')).body).toEqual({
      versions: [
        { version: 1, published_on: day, languages: ['en', 'ti'], signed: { lang: 'ti', on: day } },
      ],
    });
    expect((await ask('GET', yonas, '/api/staff/team/conduct/1')).body).toEqual({
      texts: texts.map(({ lang, body }) => ({ lang, body: body.trim() })).toReversed(),
    });
    const again = { texts };
    expect((await ask('POST', yonas, '/api/staff/team/conduct', again)).status).toBe(404);
    const twice = { texts: [...texts, ...texts] };
    expect((await ask('POST', admin, '/api/staff/team/conduct', twice)).status).toBe(400);
  });

  it('sees languages beside those of visitors and communities as totals, and nobody’s own', async () => {
    const say = (worker: Worker, community: string | null) =>
      ask('POST', worker, '/api/staff/team/declaration', { gender: 'woman', community });
    const people = [yonas, await desk.worker('desk'), await desk.worker('desk')];
    for (const one of people) await say(one, 'from the hills');
    await say(admin, 'from the coast');
    const team = (await ask('GET', admin, '/api/staff/team')).body;
    const mirror = team['mirror'] as Mirror;
    expect(mirror.communities).toEqual([{ community: 'from the hills', n: 3 }]);
    expect(JSON.stringify(team['team'])).not.toContain('hills');
    expect((await ask('GET', yonas, '/api/staff/team/declaration')).body).toEqual({
      gender: 'woman',
      community: 'from the hills',
    });
    await say(yonas, null);
    const after = (await ask('GET', admin, '/api/staff/team')).body['mirror'] as Mirror;
    expect(after.communities).toEqual([]);
    expect((await ask('GET', yonas, '/api/staff/team')).status).toBe(404);
  });

  it('assigns nobody to a day on which her role is closed', async () => {
    const shift = async (days: number) => {
      const shift_id = randomUUID();
      const starts = now + days * 86_400_000;
      await ask('POST', admin, '/api/staff/roster', {
        shift_id,
        point_id: POINT,
        starts_at: new Date(starts).toISOString(),
        ends_at: new Date(starts + 4 * 3_600_000).toISOString(),
        languages: ['ti', 'so'],
      });
      return ask('POST', admin, `/api/staff/roster/${shift_id}/assignments`, {
        account: yonas.actor,
        role: 'desk',
      });
    };
    expect((await shift(1)).status).toBe(201);
    const late = await shift(370);
    expect(late.status).toBe(403);
    expect(late.body).toMatchObject({
      code: 'training_lapsed',
      detail: expect.stringContaining('module:data_protection'),
    });
    const { body } = await ask('GET', admin, '/api/staff/roster');
    expect(body['shifts']).toMatchObject([
      { assigned: [{ account: yonas.actor, role: 'desk' }], missing_languages: ['ti', 'so'] },
      { assigned: [] },
    ]);
  });
});

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
        passed_on: dayAfter(day, -1),
        valid_until: dayAfter(day, 300),
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
