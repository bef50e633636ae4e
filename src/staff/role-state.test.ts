/** Roles that open and close by themselves: the rule, and the same rule in the real database. */
import { daysAfter } from '../languages/days.ts';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { owner } from '../sync/testing.ts';
import { addAccount } from './accounts.ts';
import { CURRICULA, FORM_MODULES, HEALTH_SUBJECTS } from './curricula.ts';
import { missingFor, roleState, type Trained } from './role-state.ts';
import { ROLES, type StaffRole } from './roles.ts';
import { teamStand, type TeamStand, trainingAt } from './team-testing.ts';

let stand: TeamStand;
let desk: TeamStand['desk'];
let admin: TeamStand['admin'];
beforeAll(async () => {
  stand = await teamStand();
  ({ desk, admin } = stand);
});
beforeEach(() => stand.wind());
afterAll(() => stand.close());

const day = new Date().toISOString().slice(0, 10);
const training = trainingAt(day);
const trained = (...list: ReturnType<typeof training>[]): Trained => ({
  created_on: daysAfter(day, -400),
  training: list,
  signed: [],
});

describe('a role', () => {
  const grant = { role: 'desk', course: 'code_of_conduct', until_ms: null };
  it('is open until the first thing that it needs is over, and closed the day after, by itself', () => {
    const who = trained(training('code_of_conduct', -10, 9), training('data_protection', -10, 400));
    expect(roleState(who, grant, null, day)).toEqual({ state: 'active', until: daysAfter(day, 9) });
    expect(roleState(who, grant, null, daysAfter(day, 10))).toEqual({
      state: 'locked',
      missing: ['course:code_of_conduct'],
    });
    // Said to be good for longer than a year: it is not.
    const renewed = trained(
      training('code_of_conduct', -10, 3000),
      training('data_protection', -364, 400),
    );
    expect(roleState(renewed, grant, null, day)).toEqual({ state: 'active', until: day });
    expect(missingFor(renewed, grant, null, daysAfter(day, 1))).toEqual(['module:data_protection']);
  });

  it('of health work opens with its hours and all eight subjects, from whatever courses', () => {
    const health = { role: 'health_worker', course: 'health_worker', until_ms: null };
    const module = training('data_protection', -1, 100);
    const half = training('health_worker', -5, 50, { hours: 20, subjects: HEALTH_SUBJECTS });
    expect(missingFor(trained(module, half), health, null, day)).toEqual(['hours:health_worker']);
    const rest = training('health_worker', -4, 20, { hours: 20 });
    expect(roleState(trained(module, half, rest), health, null, day)).toEqual({
      state: 'active',
      until: daysAfter(day, 20),
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
    const conduct = { version: 2, published_on: daysAfter(day, -29) };
    expect(roleState(who, grant, conduct, day)).toEqual({ state: 'active', until: day });
    expect(missingFor(who, grant, conduct, daysAfter(day, 1))).toEqual(['conduct:2']);
    expect(missingFor({ ...who, signed: [2] }, grant, conduct, daysAfter(day, 1))).toEqual([]);
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
        const created_on = daysAfter(day, made);
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
            [desk.house.org, daysAfter(day, conduct.published), account],
          );
          if (conduct.signed)
            await owner(
              desk,
              `insert into staff.conduct_signed (account_id, org_id, version, lang) values ($1, $2, 3, 'en')`,
              [account, desk.house.org],
            );
        }
        const when = daysAfter(day, later);
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
          conduct ? { version: 3, published_on: daysAfter(day, conduct.published) } : null,
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
