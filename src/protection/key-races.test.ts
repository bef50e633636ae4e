/** Holders of a role key who act at the same moment: whoever comes second sees what the first one did. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitsForLock } from '../firewall/context/testing.ts';
import { actAs, type Worker } from '../firewall/index.ts';
import { actIn, type Compartment } from './compartment.ts';
import { type KeyPair, newGeneration, newKeyPair, shareGeneration } from './member-key.ts';
import { type Answer, type ProtectionHouse, protectionHouse } from './testing.ts';

type Officer = Worker & { own: KeyPair };
type Statement = readonly [sql: string, values: readonly unknown[]];

let house: ProtectionHouse;
beforeAll(async () => {
  house = await protectionHouse();
});
afterAll(() => house.close());

/** The statement of an officer stands written, not yet for good, when `second` comes; what `second` is told. */
async function race(
  officer: Officer,
  room: Compartment,
  [sql, values]: Statement,
  second: () => Promise<Answer>,
): Promise<Answer> {
  const { door, database } = house.desk.house;
  let told: Promise<Answer> | undefined;
  await actAs(door, actIn(officer, room, '/test'), async (tx) => {
    await tx.query(sql, values);
    told = second();
    await waitsForLock(database, told);
  });
  if (!told) throw new Error('nobody came second');
  return told;
}

/** A new key in place of one that is lost. */
const replacing = async (): Promise<{ statement: Statement; body: object }> => {
  const { recipient } = await newKeyPair();
  return {
    statement: ['select fw.put_member_key($1, null, null, $2)', [recipient, Buffer.alloc(64)]],
    body: { recipient, sheet: 'A'.repeat(60) },
  };
};

const generations = async (officer: Officer, room: Compartment): Promise<number[]> =>
  (await house.keys(officer, room)).shares.map(({ generation }) => generation);

const holding = (officers: readonly Officer[]) =>
  officers.map(({ actor, own }) => ({ account: actor, recipient: own.recipient }));

it('leaves whom a new generation leaves out without a share, and the last of two holders with hers', async () => {
  const [lena, omar, nadia] = [
    await house.officer('child'),
    await house.officer('child'),
    await house.officer('child'),
  ];
  expect((await house.makeKey('child', lena, [lena, omar])).status).toBe(201);
  expect((await house.makeKey('child', lena, [lena, omar, nadia])).status).toBe(201);

  const [first] = (await house.keys(omar, 'child')).shares;
  const [member] = holding([nadia]);
  if (!member) throw new Error('she is an officer');
  const shared = await shareGeneration(omar.own, first?.sealed ?? '', member);
  const made = await newGeneration(3, holding([lena, omar]));
  const holders = made.holders.map((one) => ({
    ...one,
    sealed: Buffer.from(one.sealed, 'base64url').toString('hex'),
  }));
  const third = [made.generation, made.recipient, lena.actor, JSON.stringify(holders)];
  const late = await race(lena, 'child', ['select fw.new_role_key($1, $2, $3, $4)', third], () =>
    house.post(omar, '/api/compartments/child/keys/1/holders', shared),
  );
  expect.soft(late.body).toMatchObject({ code: 'bad_input', field: 'holder_has_key' });
  expect.soft(await generations(nadia, 'child')).toEqual([]);

  const [hers, his] = [await replacing(), await replacing()];
  const told = await race(lena, 'child', hers.statement, () =>
    house.post(omar, '/api/compartments/child/member-key', his.body),
  );
  expect.soft(told.body).toMatchObject({ code: 'second_person_needed' });
  expect(await generations(lena, 'child')).toEqual([]);
  expect(await generations(omar, 'child')).toEqual([1, 2, 3]);
});

it('seals nothing to a key that its holder replaces at this moment', async () => {
  const [noor, iris] = [await house.officer('survivor'), await house.officer('survivor')];
  expect((await house.makeKey('survivor', noor, [noor, iris])).status).toBe(201);
  const made = { ...(await newGeneration(2, holding([noor, iris]))), lead: iris.actor };
  const hers = await replacing();
  const told = await race(noor, 'survivor', hers.statement, () =>
    house.post(iris, '/api/compartments/survivor/keys', made),
  );
  expect(told.body).toMatchObject({ code: 'bad_input', field: 'holder_has_key' });
  expect(await generations(noor, 'survivor')).toEqual([]);
  expect(await generations(iris, 'survivor')).toEqual([1]);
});
