/** Contact with a child's family: nobody is asked, and nothing is done, before everybody concerned wants it (FAM-01, J6). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actAs, type Worker } from '../firewall/index.ts';
import { owner, type Tablet } from '../sync/testing.ts';
import { actIn } from './compartment.ts';
import { comesIn, handsOver, type ProtectionHouse, protectionHouse } from './testing.ts';

let house: ProtectionHouse;
let tablet: Tablet;
let lena: Worker;
let omar: Worker;
let visit: string;
let step: string;
const url = (rest: string): string => `/api/compartments/child/${rest}`;
const inADay = (): string => new Date(Date.now() + 86_400_000).toISOString();

beforeAll(async () => {
  house = await protectionHouse();
  tablet = await house.desk.tablet(await house.desk.worker('desk'));
  lena = await house.officer('child');
  omar = await house.officer('child');
});
afterAll(() => house.close());
beforeEach(async () => {
  visit = await comesIn(tablet, randomUUID());
  await handsOver(tablet, visit, 'child');
  step = await begun('tracing');
});

const begun = async (kind: string, at = visit): Promise<string> => {
  const step_id = randomUUID();
  const put = { step_id, kind, owner: lena.actor, due_at: inADay() };
  expect((await house.post(lena, url(`visits/${at}/steps`), put)).status).toBe(201);
  return step_id;
};
const adult = async (state?: 'verified' | 'contested', at = visit): Promise<string> => {
  const guardianship_id = randomUUID();
  const named = { guardianship_id, adult_id: randomUUID(), basis: 'appointed' };
  expect((await house.post(lena, url(`visits/${at}/adults`), named)).status).toBe(201);
  if (state) await house.post(omar, url(`adults/${guardianship_id}`), { state });
  return guardianship_id;
};
const say = async (change: object, worker = lena) => {
  const { status, body } = await house.post(worker, url(`steps/${step}`), change);
  return status === 200 ? 'ok' : (body['field'] ?? body['code']);
};
const stored = async () =>
  (await owner(house.desk, 'select * from child.step where step_id = $1', [step]))[0];

describe('contact with family', () => {
  it('is done only when the child, a verified adult and whoever was found want it, each with who heard it', async () => {
    expect(await say({ state: 'done' })).toBe('contact_needs_both');
    expect(await say({ sought: 'agrees' })).toBe('asked_after_both');
    expect(await say({ assent: 'wants' })).toBe('ok');
    expect(await say({ sought: 'agrees' })).toBe('asked_after_both');
    expect(await say({ guardian: await adult() })).toBe('guardian_is_verified');
    expect(await say({ guardian: await adult('contested') })).toBe('guardian_is_verified');
    expect(await say({ guardian: await adult('verified') }, omar)).toBe('ok');
    expect(await say({ state: 'done' })).toBe('contact_needs_both');
    expect(await say({ sought: 'does_not' })).toBe('ok');
    expect(await say({ state: 'done' })).toBe('contact_needs_both');
    expect(await say({ sought: 'agrees' }, omar)).toBe('ok');
    expect(await say({ state: 'done' })).toBe('ok');
    const at = expect.any(Date) as Date;
    expect(await stored()).toMatchObject({
      assent: 'wants',
      assent_by: lena.actor,
      assent_at: at,
      guardian_by: omar.actor,
      guardian_at: at,
      sought: 'agrees',
      sought_by: omar.actor,
      sought_at: at,
      state: 'done',
      closed_by: lena.actor,
    });
    const whole = (await house.get(omar, url(`visits/${visit}`))).body;
    expect(whole['all_steps']).toMatchObject([{ assent: 'wants', sought: 'agrees' }]);
  });

  it('ends with a no of any of them, at any time', async () => {
    await say({ assent: 'wants' });
    const guardian = await adult('verified');
    await say({ guardian });
    await say({ sought: 'agrees' });
    await say({ assent: 'does_not' });
    expect(await say({ state: 'done' })).toBe('contact_needs_both');
    expect(await say({ sought: 'does_not' })).toBe('asked_after_both');
    await say({ assent: 'wants' });
    // The adult who wanted it is not verified any more.
    await house.post(omar, url(`adults/${guardian}`), { state: 'contested' });
    expect(await say({ state: 'done' })).toBe('contact_needs_both');
    expect(await say({ state: 'not_wanted' })).toBe('ok');
    // Once they are in contact, a no is written together with what becomes of it.
    await house.post(omar, url(`adults/${guardian}`), { state: 'verified' });
    expect(await say({ state: 'done' })).toBe('ok');
    expect(await say({ assent: 'does_not' })).toBe('contact_needs_both');
    expect(await say({ assent: 'does_not', state: 'not_wanted' })).toBe('ok');
  });

  it('asks a child who is old enough, and no adult of another child', async () => {
    expect(await say({ assent: 'too_small' })).toBe('wish_is_asked');
    const other = await comesIn(tablet);
    await handsOver(tablet, other, 'child');
    const theirs = await adult('verified', other);
    expect(await say({ guardian: theirs })).toBe('guardian_is_verified');
    // Of whom nobody wrote down an age, an officer may say so.
    step = await begun('tracing', other);
    expect(await say({ assent: 'too_small' })).toBe('ok');
    expect(await say({ guardian: theirs })).toBe('ok');
    expect(await say({ sought: 'agrees' })).toBe('ok');
    expect(await say({ state: 'done' })).toBe('ok');
  });

  it('belongs to tracing alone, and is refused as clearly straight in the database', async () => {
    step = await begun('health');
    expect(await say({ assent: 'wants' })).toBe('only_tracing');
    expect(await say({ state: 'done' })).toBe('ok');
    const put = (columns: string, values: string) =>
      actAs(house.desk.house.door, actIn(lena, 'child', '/test'), (tx) =>
        tx.query(
          `insert into child.step (step_id, org_id, purpose_id, visit_id, kind, owner_id, due_at, made_by, ${columns})
             values (gen_random_uuid(), fw.home_org(), 'child.protect', $1, 'tracing', $2, clock_timestamp(), $2, ${values})`,
          [visit, lena.actor],
        ),
      );
    await expect(put('state', `'done'`)).rejects.toMatchObject({ field: 'contact_needs_both' });
    await expect(put('sought', `'agrees'`)).rejects.toMatchObject({ field: 'asked_after_both' });
    // Who heard it is whoever is signed in, whatever the statement says.
    await put('assent, assent_by, assent_at', `'wants', '${omar.actor}', '2020-01-01'`);
    const [row] = await owner(
      house.desk,
      'select assent_by, assent_at from child.step where visit_id = $1 and assent is not null',
      [visit],
    );
    expect(row?.['assent_by']).toBe(lena.actor);
    expect(Number(row?.['assent_at'])).toBeGreaterThan(Date.now() - 60_000);
  });

  it('is no matter of the survivors’ path', async () => {
    const noor = await house.officer('survivor');
    const hers = await comesIn(tablet);
    await handsOver(tablet, hers, 'survivor');
    const base = '/api/compartments/survivor';
    const put = { step_id: randomUUID(), kind: 'legal', owner: noor.actor, due_at: inADay() };
    expect((await house.post(noor, `${base}/visits/${hers}/steps`, put)).status).toBe(201);
    const { status, body } = await house.post(noor, `${base}/steps/${put.step_id}`, {
      assent: 'wants',
    });
    expect([status, body['errors']]).toMatchObject([400, [{ field: 'assent' }]]);
  });
});
