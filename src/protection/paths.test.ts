import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs, type Worker } from '../firewall/index.ts';
import { STAFF_ROLES } from '../staff/index.ts';
import type { StaffRole } from '../staff/index.ts';
import { PURPOSE_STORES } from '../staff/roles.ts';
import { owner, POINT, type Tablet } from '../sync/testing.ts';
import { actIn } from './compartment.ts';
import { refusalOfRelease } from './guardians.ts';
import type { KeyPair } from './member-key.ts';
import { sealTo } from './member-key.ts';
import { missingSteps } from './steps.ts';
import { comesIn, handsOver, type ProtectionHouse, protectionHouse } from './testing.ts';

type Officer = Worker & { own: KeyPair };
let house: ProtectionHouse;
let lena: Officer;
let omar: Officer;
let tablet: Tablet;
let visit: string;
const sami = randomUUID();
const url = (rest: string): string => `/api/compartments/child/${rest}`;
const inADay = (): string => new Date(Date.now() + 86_400_000).toISOString();
beforeAll(async () => {
  house = await protectionHouse();
  lena = await house.officer('child');
  omar = await house.officer('child');
  await house.makeKey('child', lena, [lena, omar]);
  tablet = await house.desk.tablet(await house.desk.worker('desk'));
  visit = await comesIn(tablet, sami);
  await handsOver(tablet, visit, 'child');
});
afterAll(() => house.close());

const rowsOf = (table: string) =>
  owner(house.desk, `select * from ${table} where visit_id = $1`, [visit]);

describe('steps', () => {
  it('stand with owner and deadline, and what is missing is said', async () => {
    const seen = await house.get(lena, url(`visits/${visit}`));
    expect(seen.body['missing_steps']).toHaveLength(6);
    for (const kind of ['safe_placement', 'tracing', 'health', 'school'] as const) {
      const step = { step_id: randomUUID(), kind, owner: omar.actor, due_at: inADay() };
      expect((await house.post(lena, url(`visits/${visit}/steps`), step)).status).toBe(201);
    }
    const [listed] = (await house.get(lena, url('visits'))).body['visits'] as object[];
    expect(listed).toMatchObject({
      visit_id: visit,
      subject: sami,
      opening: { point_id: POINT, ticket: { picture: 'kite', number: 7 } },
      steps: { open: 4, overdue: 0 },
    });
    const whole = (await house.get(lena, url(`visits/${visit}`))).body;
    expect(whole['missing_steps']).toMatchObject([
      { kind: 'trusted_adult' },
      { kind: 'best_interest' },
    ]);
    expect(missingSteps('child', 0, [])[0]).toEqual({ kind: 'safe_placement', due_at: 7_200_000 });
  });

  it('cannot be stored without either, whoever writes, nor with an owner from elsewhere', async () => {
    const act = actIn(lena, 'child', '/test');
    const put = (columns: string, values: string) =>
      actAs(house.desk.house.door, act, (tx) =>
        tx.query(
          `insert into child.step (step_id, org_id, purpose_id, visit_id, kind, made_by, ${columns})
           values (gen_random_uuid(), fw.home_org(), 'child.protect', $1, 'health', $2, ${values})`,
          [visit, lena.actor],
        ),
      );
    for (const [columns, values] of [
      ['owner_id', `'${omar.actor}'`],
      ['due_at', 'clock_timestamp()'],
    ] as const)
      await expect(put(columns, values)).rejects.toMatchObject({
        code: 'bad_input',
        field: 'step_has_owner_and_deadline',
      });
    const yonas = await house.desk.worker('desk');
    await expect(
      put('owner_id, due_at', `'${yonas.actor}', clock_timestamp()`),
    ).rejects.toMatchObject({ field: 'owner_works_here' });
    const step = { step_id: randomUUID(), kind: 'health', owner: omar.actor };
    expect((await house.post(lena, url(`visits/${visit}/steps`), step)).status).toBe(400);
    expect(await rowsOf('child.step')).toHaveLength(4);
  });

  it('say who closed them, and cannot lose their owner', async () => {
    const [step] = await rowsOf('child.step');
    const id = String(step?.['step_id']);
    expect((await house.post(omar, url(`steps/${id}`), { state: 'done' })).status).toBe(200);
    const whole = (await house.get(lena, url(`visits/${visit}`))).body;
    expect(whole['all_steps']).toContainEqual(
      expect.objectContaining({ step_id: id, state: 'done', closed_by: omar.actor }),
    );
    await expect(
      actAs(house.desk.house.door, actIn(lena, 'child', '/test'), (tx) =>
        tx.query('update child.step set owner_id = null where step_id = $1', [id]),
      ),
    ).rejects.toMatchObject({ field: 'step_has_owner_and_deadline' });
  });
});

describe('an adult who claims the child', () => {
  const uncle = randomUUID();
  const claim = randomUUID();
  const release = (worker: Worker, id = claim) =>
    house.post(worker, url(`visits/${visit}/release`), {
      release_id: randomUUID(),
      guardianship_id: id,
    });
  const alarms = async () =>
    (await house.get(omar, url('alarms'))).body['alarms'] as Record<string, unknown>[];

  it('gets the child neither unnamed, nor unverified, nor contested; each try is told to the lead', async () => {
    expect((await release(lena)).body).toMatchObject({ code: 'guardian_not_verified' });
    const named = { guardianship_id: claim, adult_id: uncle, basis: 'said' };
    expect((await house.post(lena, url(`visits/${visit}/adults`), named)).status).toBe(201);
    // Two officers who take the same adult from the same words say it under the same numbers.
    expect((await house.post(omar, url(`visits/${visit}/adults`), named)).status).toBe(201);
    expect(await rowsOf('child.guardianship')).toMatchObject([{ stated_by: lena.actor }]);
    const refused = await release(lena);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      code: 'guardian_not_verified',
      detail: expect.stringContaining('Nobody has verified'),
    });
    await house.post(lena, url(`adults/${claim}`), { state: 'contested' });
    expect((await release(omar)).body['detail']).toContain('contested');
    expect(await rowsOf('child.release')).toEqual([]);
    const told = await alarms();
    expect(told.map(({ kind, reason, lead }) => [kind, reason, lead])).toEqual([
      ['release_refused', 'contested', lena.actor],
      ['adult_contested', 'contested', lena.actor],
      ['release_refused', 'not_verified', lena.actor],
      ['release_refused', 'no_such_adult', lena.actor],
    ]);
    const mine = told.find(({ made_by }) => made_by === omar.actor);
    const seen = (worker: Worker) =>
      house.post(worker, url(`alarms/${String(mine?.['alarm_id'])}/seen`));
    expect((await seen(omar)).body).toMatchObject({ code: 'second_person_needed' });
    expect((await seen(lena)).status).toBe(200);
  });

  it('gets the child from another officer than the one who verified', async () => {
    const mother = randomUUID();
    const id = randomUUID();
    const named = { guardianship_id: id, adult_id: mother, basis: 'kin_carer' };
    await house.post(lena, url(`visits/${visit}/adults`), named);
    expect((await house.post(lena, url(`adults/${id}`), { state: 'verified' })).status).toBe(200);
    expect((await release(lena, id)).body).toMatchObject({
      code: 'second_person_needed',
      detail: expect.stringContaining('another officer'),
    });
    expect((await release(omar, id)).status).toBe(201);
    expect(await rowsOf('child.release')).toMatchObject([{ handed_by: omar.actor }]);
  });

  it('is held to it by the database, straight in SQL', async () => {
    const insert = (worker: Worker, id: string, by: Worker) =>
      actAs(house.desk.house.door, actIn(worker, 'child', '/test'), (tx) =>
        tx.query(
          `insert into child.release (release_id, org_id, purpose_id, visit_id, guardianship_id, handed_by)
           values (gen_random_uuid(), fw.home_org(), 'child.protect', $1, $2, $3)`,
          [visit, id, by.actor],
        ),
      );
    await expect(insert(omar, claim, omar)).rejects.toMatchObject({
      code: 'guardian_not_verified',
    });
    const [verified] = await owner(
      house.desk,
      "select guardianship_id from child.guardianship where state = 'verified'",
    );
    // Naming another as the one who hands over changes nothing: who is signed in counts.
    await expect(insert(lena, String(verified?.['guardianship_id']), omar)).rejects.toMatchObject({
      code: 'second_person_needed',
    });
    await expect(
      actAs(house.desk.house.door, actIn(lena, 'child', '/test'), (tx) =>
        tx.query(`update child.guardianship set verified_by = $1`, [omar.actor]),
      ),
    ).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(
      actAs(house.desk.house.door, actIn(lena, 'child', '/test'), (tx) =>
        tx.query(`update child.guardianship set state = 'stated' where state = 'contested'`),
      ),
    ).rejects.toMatchObject({ field: 'guardianship_goes_on' });
  });

  it('is judged by a rule that knows every case', () => {
    const day = '2026-11-22';
    const base = { state: 'verified', until_on: null, verified_by: 'a' } as const;
    expect(refusalOfRelease(base, 'b', day)).toBeUndefined();
    expect(refusalOfRelease(base, 'a', day)).toBe('same_person');
    expect(refusalOfRelease({ ...base, until_on: '2026-11-21' }, 'b', day)).toBe('ended');
    expect(refusalOfRelease({ ...base, until_on: day }, 'b', day)).toBeUndefined();
    expect(refusalOfRelease({ ...base, state: 'stated' }, 'b', day)).toBe('not_verified');
    expect(refusalOfRelease({ ...base, state: 'ended' }, 'b', day)).toBe('ended');
    expect(refusalOfRelease(undefined, 'b', day)).toBe('no_such_adult');
  });
});

describe('files and the survivor’s own choice', () => {
  it('take a file only for the key that is live', async () => {
    const { keys } = await house.keys(lena, 'child');
    const live = keys[0];
    const file = async (generation: number) => ({
      file_id: randomUUID(),
      generation,
      sealed: await sealTo(live?.recipient ?? '', 'notes of the first talk'),
    });
    const put = async (generation: number) =>
      house.post(lena, url(`visits/${visit}/files`), await file(generation));
    expect((await put((live?.generation ?? 0) + 1)).body).toMatchObject({ code: 'conflict' });
    expect((await put(live?.generation ?? 0)).status).toBe(201);
  });

  it('report nothing that she did not choose, but where a child’s life is at stake', async () => {
    const noor = await house.officer('survivor');
    await house.makeKey('survivor', noor, [noor]);
    const hers = await comesIn(tablet);
    await handsOver(tablet, hers, 'survivor');
    const base = '/api/compartments/survivor';
    const step = { kind: 'report', owner: noor.actor, due_at: inADay() };
    const add = async (more: object = {}) => {
      const step_id = randomUUID();
      const put = { ...step, step_id, ...more };
      expect((await house.post(noor, `${base}/visits/${hers}/steps`, put)).status).toBe(201);
      return step_id;
    };
    const done = (id: string) => house.post(noor, `${base}/steps/${id}`, { state: 'done' });
    const offered = await add();
    expect((await done(offered)).body).toMatchObject({ field: 'report_is_her_decision' });
    await house.post(noor, `${base}/steps/${offered}`, { choice: 'chosen' });
    expect((await done(offered)).status).toBe(200);
    expect((await done(await add({ child_life: true }))).status).toBe(200);
    // Words for somebody elsewhere are handed on only when she chose it; a child's life is a reason for a report alone.
    const { keys } = await house.keys(noor, 'survivor');
    const words = {
      kind: 'medical',
      generation: keys[0]?.generation,
      sealed: await sealTo(keys[0]?.recipient ?? '', 'Red Hill Clinic: a woman doctor'),
    };
    const handed = await add(words);
    const notHers = { field: 'handing_on_is_her_decision' };
    expect((await done(handed)).body).toMatchObject(notHers);
    expect((await done(await add({ ...words, child_life: true }))).body).toMatchObject(notHers);
    const declined = { choice: 'declined', state: 'done' };
    expect((await house.post(noor, `${base}/steps/${handed}`, declined)).body).toMatchObject(
      notHers,
    );
    await house.post(noor, `${base}/steps/${handed}`, { choice: 'chosen' });
    expect((await done(handed)).status).toBe(200);
    expect((await done(await add({ kind: 'prevention' }))).status).toBe(200);
    const whole = (await house.get(noor, `${base}/visits/${hers}`)).body;
    expect(whole['adults']).toEqual([]);
    expect((await house.get(lena, `${base}/visits/${hers}`)).status).toBe(404);
    expect((await house.get(lena, url(`visits/${hers}`))).status).toBe(404);
  });
});

describe('nobody else', () => {
  it('sees any of it: every role, over HTTP and straight in the database', async () => {
    const tables = ['step', 'guardianship', 'release', 'alarm', 'file'].map((t) => `child.${t}`);
    const everything = Object.keys(PURPOSE_STORES).filter((one) => one !== 'child.protect');
    let asked = 0;
    // Four duties are kept apart; whoever has every other role at once sees no more than whoever has one of them.
    const apart: StaffRole[] = ['administrator', 'dpo', 'complaints', 'auditor'];
    const rest = (Object.keys(STAFF_ROLES) as StaffRole[]).filter(
      (role) => role !== 'child' && !apart.includes(role),
    );
    for (const first of [...apart, 'desk'] as const) {
      const worker = await house.desk.worker(first);
      if (first === 'desk')
        for (const role of rest)
          await owner(
            house.desk,
            `insert into staff.role_grant (grant_id, org_id, account_id, role, granted_by)
             values (gen_random_uuid(), $1, $2, $3, gen_random_uuid())`,
            [worker.org, worker.actor, role],
          );
      house.desk.house.forget();
      for (const path of ['keys', 'visits', `visits/${visit}`, 'alarms']) {
        const { status, body } = await house.get(worker, url(path));
        expect({ first, path, status }).toEqual({ first, path, status: 404 });
        expect(JSON.stringify(body)).not.toContain(sami);
      }
      for (const purpose of everything)
        for (const store of PURPOSE_STORES[purpose as keyof typeof PURPOSE_STORES]) {
          const act = { ...actIn(worker, 'child', '/test'), role: store, purpose };
          for (const table of [...tables, 'casework.pathway']) {
            const rows = await actAs(house.desk.house.door, act, (tx) =>
              tx.query(`select * from ${table} where visit_id = $1`, [visit]),
            ).catch(() => []);
            asked += 1;
            expect({ first, purpose, store, table, rows }).toMatchObject({ rows: [] });
          }
        }
    }
    expect(asked).toBeGreaterThan(500);
    const { lines } = await tablet.changes();
    const kinds = lines.flatMap((line) =>
      'event' in line && line.event.visit_id === visit ? [line.event.kind] : [],
    );
    expect(kinds.toSorted()).toEqual(['pathway_opened', 'visit_opened']);
  }, 240_000);
});
